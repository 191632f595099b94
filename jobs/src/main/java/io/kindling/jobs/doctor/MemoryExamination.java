package io.kindling.jobs.doctor;

import static io.kindling.jobs.doctor.ExecutorNeed.mebi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Whether executors have the memory that a run needs. */
final class MemoryExamination {
    /** The subject of what is slow when it is small, and no more. */
    static final String RESTING = "heap for replicas at rest";

    private MemoryExamination() {}

    /**
     * Looks at each JVM that computes.
     *
     * @param need of each; null where no model is given
     */
    static List<Finding> findings(List<Facts> executors, Room room, ExecutorNeed need) {
        if (need == null) {
            return executors.stream()
                    .map(facts -> Finding.ok(
                            facts.where(),
                            "memory",
                            "%,d MiB of heap in %,d MiB".formatted(mebi(facts.heap()), mebi(facts.memory()))))
                    .toList();
        }
        List<Finding> findings = new ArrayList<>();
        executors.forEach(facts -> findings.add(heap(facts, need)));
        if (room.isEnforced()) {
            executors.forEach(facts -> findings.add(container(facts, room, need)));
        } else {
            byHost(executors).forEach((host, those) -> findings.add(machine(host, those, need)));
        }
        return findings;
    }

    private static Map<String, List<Facts>> byHost(List<Facts> executors) {
        return executors.stream().collect(Collectors.groupingBy(Facts::host, TreeMap::new, Collectors.toList()));
    }

    /** Replicas at work must fit the heap; those that wait for their turn go to disk, which is slow and no more than that. */
    private static Finding heap(Facts facts, ExecutorNeed need) {
        String remedy = (facts.isDriver() ? "spark.driver.memory" : "spark.executor.memory") + "=" + gibi(need.heap());
        if (facts.heap() < need.working()) {
            return new Finding(
                    facts.where(),
                    "heap",
                    "%,d MiB, and replicas at work need %,d".formatted(mebi(facts.heap()), mebi(need.working())),
                    remedy);
        }
        return new Finding(
                facts.where(),
                RESTING,
                "%,d MiB, and states of replicas need %,d".formatted(mebi(facts.heap()), mebi(need.heap())),
                facts.heap() >= need.heap()
                        ? null
                        : remedy + ": what doesn't fit is written to disk and read back each round");
    }

    private static Finding container(Facts facts, Room room, ExecutorNeed need) {
        return new Finding(
                facts.where(),
                "off-heap memory",
                "%,d MiB of overhead, and models need %,d with the JVM's own"
                        .formatted(mebi(room.overhead()), mebi(need.overhead())),
                room.overhead() >= need.overhead()
                        ? null
                        : "spark.executor.memoryOverhead=%dm; or a smaller training.batch and more microbatches"
                                .formatted(mebi(need.overhead())));
    }

    /** A standalone worker promises heaps and nothing else: what all JVMs of a machine take must fit in it. */
    private static Finding machine(String host, List<Facts> those, ExecutorNeed need) {
        long has = those.get(0).memory();
        long takes = those.stream()
                .mapToLong(facts -> facts.heap() + need.overhead())
                .sum();
        String where = those.get(0).isDriver() ? those.get(0).where() : "executors on " + host;
        return new Finding(
                where,
                "memory",
                "%,d MiB, and %d JVMs take %,d: their heaps, and %,d each for models with the JVM's own"
                        .formatted(mebi(has), those.size(), mebi(takes), mebi(need.overhead())),
                takes <= has
                        ? null
                        : "fewer executors on a machine (more spark.executor.cores), or a smaller training.batch and more microbatches");
    }

    private static String gibi(long bytes) {
        return ((bytes + (1L << 30) - 1) >> 30) + "g";
    }
}
