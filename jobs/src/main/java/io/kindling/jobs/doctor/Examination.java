package io.kindling.jobs.doctor;

import io.kindling.kernels.BlasKernel;
import io.kindling.kernels.VectorApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What follows from the facts of one JVM: a finding for each thing, either fine or with its remedy. */
final class Examination {
    /** Features of x86 without which row passes are slow. */
    private static final List<String> LANES = List.of("avx2", "fma");
    /** Of the processor's peak; the right kernel reaches 0.75 and more. */
    private static final double LEAST_SHARE = 0.5;

    /** OpenMP's threads spin while they wait. */
    private static final Map<String, String> OPENMP = Map.of("OMP_NUM_THREADS", "1", "OMP_WAIT_POLICY", "PASSIVE");

    private final Facts facts;
    private final Facts driver;

    /** Of a JVM, as the driver sees it; of the driver itself where both are the same. */
    Examination(Facts facts, Facts driver) {
        this.facts = facts;
        this.driver = driver;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(processor());
        findings.add(java());
        findings.add(vectors());
        findings.add(flags());
        findings.add(blasKernel());
        findings.add(openMp());
        findings.add(programs());
        findings.add(splitting());
        return findings;
    }

    private Finding processor() {
        boolean slow = !facts.processor().features().isEmpty()
                && !facts.processor().features().contains("asimd")
                && !facts.processor().features().containsAll(LANES);
        return finding(
                "processor",
                facts.cores() + " cores, " + facts.processor(),
                slow
                        ? "choose a processor with AVX2 and fused multiply-add: without, steps take several times longer"
                        : null);
    }

    private Finding java() {
        boolean other = facts.arithmetic().java() != driver.arithmetic().java();
        return finding(
                "Java",
                facts.java() + (other ? ", where the driver has " + driver.java() : ""),
                other
                        ? "run one Java everywhere: install Java %d there too, or name it by spark.executorEnv.JAVA_HOME"
                                .formatted(driver.arithmetic().java())
                        : null);
    }

    /** Without it, steps are slow; where only some JVMs have it, they compute other bits. */
    Finding vectors() {
        return finding(
                "Vector API",
                facts.vectors() ? facts.arithmetic().rows() : "missing",
                facts.vectors()
                        ? null
                        : "start the JVM with " + VectorApi.flags() + ": " + howToStart()
                                + "; without it steps take longer and come to other bits");
    }

    Finding flags() {
        List<String> missing = facts.missingFlags();
        return finding(
                "JVM flags",
                missing.isEmpty()
                        ? "all of conf/jvm.options"
                        : "%d of conf/jvm.options are missing: %s".formatted(missing.size(), missing.get(0))
                                + (missing.size() > 1 ? ", ..." : ""),
                missing.isEmpty() ? null : "start the JVM with all flags of conf/jvm.options: " + howToStart());
    }

    private String howToStart() {
        return facts.isDriver()
                ? "deploy/kindling does, and spark-submit by --driver-java-options"
                : "deploy/kindling does, by spark.executor.extraJavaOptions, so leave that to it or repeat them there";
    }

    Finding blasKernel() {
        String kernel = facts.arithmetic().blasKernel();
        List<String> behind = BlasKernel.behind(kernel, facts.environment());
        if (!behind.isEmpty()) {
            return finding(
                    "BLAS kernel",
                    behind.stream()
                            .map(variable ->
                                    variable + "=" + facts.environment().get(variable))
                            .collect(Collectors.joining(" and ", kernel + ", by ", "")),
                    "unset " + String.join(" and ", behind) + (facts.isDriver() ? "" : " in the workers' environment")
                            + ": then the best kernel for this processor is chosen");
        }
        return finding("BLAS kernel", kernel, null);
    }

    private Finding openMp() {
        List<String> wrong = OPENMP.entrySet().stream()
                .filter(variable ->
                        !variable.getValue().equals(facts.environment().get(variable.getKey())))
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .sorted()
                .toList();
        return finding(
                "OpenMP",
                wrong.isEmpty() ? "one thread, passive" : "its threads may spin while they wait",
                wrong.isEmpty()
                        ? null
                        : "set " + String.join(" and ", wrong)
                                + (facts.isDriver() ? "" : ", by spark.executorEnv, as conf/spark-defaults.conf does"));
    }

    private Finding programs() {
        boolean same = facts.programs().equals(driver.programs());
        return finding(
                "versions",
                facts.programs() + (same ? "" : ", where the driver has " + driver.programs()),
                same ? null : "install the driver's Spark there, and leave no older kindling.jar in its jars folder");
    }

    private Finding splitting() {
        boolean same = facts.splitting().equals(driver.splitting());
        return finding(
                "text splitting",
                facts.splitting() + (same ? "" : ", where the driver has " + driver.splitting()),
                same ? null : "tokens would differ: leave no older kindling.jar in Spark's jars folder there");
    }

    /** How fast it is, once that is measured. */
    List<Finding> speed(Speed speed) {
        boolean known = !Double.isNaN(speed.peak());
        boolean slow = known && speed.sgemm() < LEAST_SHARE * speed.peak();
        String found = "%.0f GFLOP/s with %d threads".formatted(speed.sgemm(), speed.threads())
                + (known ? ", %.0f %% of what the processor can do".formatted(100 * speed.sgemm() / speed.peak()) : "");
        return List.of(
                finding(
                        "BLAS speed",
                        found,
                        slow
                                ? "see that nothing else runs there, and measure again; if it stays, "
                                        + facts.arithmetic().blasKernel() + " is the wrong kernel for this processor"
                                : null),
                finding("memory speed", "%.1f GB/s read".formatted(speed.memory()), null));
    }

    private Finding finding(String subject, String found, String remedy) {
        return new Finding(facts.where(), subject, found, remedy);
    }
}
