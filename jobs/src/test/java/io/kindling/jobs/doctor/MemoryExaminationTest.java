package io.kindling.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.jobs.parallel.WireFormat;
import io.kindling.model.GptConfig;
import io.kindling.optim.Arithmetic;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class MemoryExaminationTest {
    private static final GptConfig GPT2 = new GptConfig(50257, 1024, 768, 12, 12, 0, true);
    /** JVMs with 2 GiB of heap on one machine of 16 GiB. */
    private static final List<Facts> EXECUTORS = List.of(executor("0"), executor("1"));

    private static final long MEBI = 1 << 20;

    private static Facts executor(String number) {
        return ExaminationTest.facts(number, new Arithmetic(17, 16, "ZEN", 7), "17", Map.of(), List.of());
    }

    private static Room room(String... settings) {
        SparkConf conf = new SparkConf(false).set("spark.master", "yarn");
        for (int i = 0; i < settings.length; i += 2) {
            conf.set(settings[i], settings[i + 1]);
        }
        return Room.of(conf);
    }

    @Test
    void containersAreAsSparkReckonsThem() {
        assertThat(room()).isEqualTo(new Room(1024 * MEBI, 384 * MEBI, true));
        assertThat(room("spark.executor.memory", "2g", "spark.executor.memoryOverheadFactor", "2.2"))
                .isEqualTo(new Room(2048 * MEBI, (long) (2.2 * 2048 * MEBI), true));
        assertThat(room("spark.executor.memoryOverhead", "9216", "spark.master", "spark://a:7077"))
                .isEqualTo(new Room(1024 * MEBI, 9216 * MEBI, false));
    }

    @Test
    void anExecutorThatIsTooSmallIsNamedWithWhatItNeeds() {
        ExecutorNeed need = new ExecutorNeed(5000 * MEBI, 3000 * MEBI, 8000 * MEBI, 500 * MEBI);
        List<Finding> findings = MemoryExamination.findings(EXECUTORS.subList(0, 1), room(), need);
        assertThat(findings)
                .containsExactly(
                        new Finding(
                                "executor 0 on one",
                                "heap",
                                "2,048 MiB, and replicas at work need 3,000",
                                "spark.executor.memory=5g"),
                        new Finding(
                                "executor 0 on one",
                                "off-heap memory",
                                "384 MiB of overhead, and models need 8,500 with the JVM's own",
                                "spark.executor.memoryOverhead=8500m; or a smaller training.batch and more"
                                        + " microbatches"));
    }

    @Test
    void replicasThatWaitForTheirTurnMayGoToDisk() {
        ExecutorNeed need = new ExecutorNeed(5000 * MEBI, 2000 * MEBI, 300 * MEBI, 50 * MEBI);
        assertThat(MemoryExamination.findings(EXECUTORS.subList(0, 1), room(), need))
                .first()
                .isEqualTo(new Finding(
                        "executor 0 on one",
                        MemoryExamination.RESTING,
                        "2,048 MiB, and states of replicas need 5,000",
                        "spark.executor.memory=5g: what doesn't fit is written to disk and read back each round"));
    }

    @Test
    void whereNothingElseLimitsThemTheMachineMustHoldAll() {
        Room standalone = new Room(2048 * MEBI, 0, false);
        ExecutorNeed fits = new ExecutorNeed(2048 * MEBI, 2048 * MEBI, 5000 * MEBI, 500 * MEBI);
        assertThat(MemoryExamination.findings(EXECUTORS, standalone, fits)).allMatch(Finding::isOk);
        ExecutorNeed large = new ExecutorNeed(2000 * MEBI, 2000 * MEBI, 6000 * MEBI, 500 * MEBI);
        assertThat(MemoryExamination.findings(EXECUTORS, standalone, large)
                        .get(2)
                        .sentence())
                .isEqualTo(
                        "executors on one: memory: 16,384 MiB, and 2 JVMs take 17,096: their heaps, and 6,500 each for"
                                + " models with the JVM's own; fewer executors on a machine (more spark.executor.cores), or a"
                                + " smaller training.batch and more microbatches");
    }

    @Test
    void withoutAModelMemoryIsOnlyTold() {
        assertThat(MemoryExamination.findings(EXECUTORS, room(), null))
                .first()
                .isEqualTo(Finding.ok("executor 0 on one", "memory", "2,048 MiB of heap in 16,384 MiB"));
    }

    /** GPT-2 with int8 ran in 5g, and out of memory in 4g; with float32 it ran in 7g. */
    @Test
    void theHeapGrowsWithWhatTravelsAndWithTheReplicasHeld() {
        ExecutorNeed narrow = ExecutorNeed.of(GPT2, 4, WireFormat.INT8, 2, 2, 1, 4);
        assertThat(narrow.heap()).isBetween(4L << 30, 5L << 30);
        ExecutorNeed wide = ExecutorNeed.of(GPT2, 4, WireFormat.FLOAT32, 2, 2, 1, 4);
        assertThat(wide.heap()).isBetween(6L << 30, 7L << 30);
        assertThat(wide.models()).isEqualTo(narrow.models());
        ExecutorNeed queue = ExecutorNeed.of(GPT2, 4, WireFormat.INT8, 4, 2, 1, 4);
        assertThat(queue.heap()).isGreaterThan(narrow.heap());
        assertThat(queue.working()).isEqualTo(narrow.heap()).isEqualTo(narrow.working());
        assertThat(queue.models()).isEqualTo(narrow.models());
        ExecutorNeed sideBySide = ExecutorNeed.of(GPT2, 4, WireFormat.INT8, 4, 2, 2, 2);
        assertThat(sideBySide.models()).isGreaterThan(3 * queue.models() / 2);
    }
}
