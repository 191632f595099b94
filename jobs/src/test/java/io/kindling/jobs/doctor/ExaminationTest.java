package io.kindling.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.kernels.VectorApi;
import io.kindling.optim.Arithmetic;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each fault by its name, with its remedy, on JVMs that tell of themselves what a faulty one would. */
class ExaminationTest {
    private static final Arithmetic ARITHMETIC = new Arithmetic(17, 16, "oneDNN AVX512", 7);
    private static final Processor PROCESSOR = new Processor("EPYC", List.of("fma", "avx2", "avx512f"));
    private static final Map<String, String> OPENMP = Map.of("OMP_NUM_THREADS", "1", "OMP_WAIT_POLICY", "PASSIVE");
    private static final Facts DRIVER = facts("driver", ARITHMETIC, "17.0.15 of Debian", OPENMP, List.of());

    static Facts facts(
            String executor,
            Arithmetic arithmetic,
            String java,
            Map<String, String> environment,
            List<String> missing) {
        return new Facts(
                executor,
                "one",
                PROCESSOR,
                4,
                arithmetic,
                java,
                "kindling 1, Spark 4.1.0",
                arithmetic.lanes() > 1,
                2L << 30,
                16L << 30,
                environment,
                missing,
                "Unicode 16.0, 1234");
    }

    private static List<Finding> faults(Facts facts) {
        return new Examination(facts, DRIVER)
                .findings().stream().filter(finding -> !finding.isOk()).toList();
    }

    @Test
    void nothingIsWrongWithAGoodOne() {
        assertThat(faults(DRIVER)).isEmpty();
        assertThat(new Examination(DRIVER, DRIVER).findings())
                .extracting(Finding::line)
                .contains(
                        "ok      driver                  processor       4 cores, EPYC: fma avx2 avx512f",
                        "ok      driver                  BLAS kernel     oneDNN AVX512");
    }

    @Test
    void aKernelChosenByTheEnvironment() {
        Map<String, String> environment = Map.of(
                "OMP_NUM_THREADS", "1",
                "OMP_WAIT_POLICY", "PASSIVE",
                "ONEDNN_MAX_CPU_ISA", "AVX2",
                "OPENBLAS_CORETYPE", "Haswell",
                "OPENBLAS_L2_SIZE", "");
        Arithmetic haswell = new Arithmetic(17, 16, "OpenBLAS HASWELL", 8);
        assertThat(faults(facts("1", haswell, "17.0.15 of Debian", environment, List.of())))
                .extracting(Finding::line)
                .containsExactly("CHANGE  executor 1 on one       BLAS kernel     OpenBLAS HASWELL, by"
                        + " ONEDNN_MAX_CPU_ISA=AVX2 and OPENBLAS_CORETYPE=Haswell\n"
                        + "        unset ONEDNN_MAX_CPU_ISA and OPENBLAS_CORETYPE in the workers' environment: then the"
                        + " best kernel for this processor is chosen");
        assertThat(faults(facts("1", ARITHMETIC, "17.0.15 of Debian", environment, List.of())))
                .isEmpty();
    }

    @Test
    void aJvmWithoutTheVectorApi() {
        Arithmetic scalar = new Arithmetic(17, 1, "oneDNN AVX512", 8);
        String flag = "--add-modules=jdk.incubator.vector";
        List<Finding> faults = faults(facts("1", scalar, "17.0.15 of Debian", OPENMP, List.of(flag)));
        assertThat(faults)
                .extracting(Finding::found)
                .containsExactly("missing", "1 of conf/jvm.options are missing: " + flag);
        assertThat(faults.get(0).remedy())
                .isEqualTo(
                        "start the JVM with " + VectorApi.flags()
                                + ": deploy/kindling does, by spark.executor.extraJavaOptions, so"
                                + " leave that to it or repeat them there; without it steps take longer and come to other bits");
    }

    @Test
    void anotherJava() {
        Arithmetic newer = new Arithmetic(21, 16, "oneDNN AVX512", 7);
        Facts facts = facts("1", newer, "21.0.2 of Debian", OPENMP, List.of());
        assertThat(faults(facts))
                .containsExactly(
                        new Finding(
                                "executor 1 on one",
                                "Java",
                                "21.0.2 of Debian, where the driver has 17.0.15 of Debian",
                                "run one Java everywhere: install Java 17 there too, or name it by spark.executorEnv.JAVA_HOME"));
        assertThat(SameArithmetic.finding(facts, facts).isOk()).isTrue();
        Finding mixed = SameArithmetic.finding(facts, facts("0", ARITHMETIC, "17", OPENMP, List.of()));
        assertThat(mixed.sentence())
                .startsWith(
                        "executor 1 on one: bits: it has Java 21, and executor 0 on one Java 17: it would compute other"
                                + " bits; give all executors the same Java, flags");
    }

    @Test
    void threadsThatSpin() {
        assertThat(faults(facts("driver", ARITHMETIC, "17", Map.of("OMP_NUM_THREADS", "8"), List.of())))
                .extracting(Finding::remedy)
                .containsExactly("set OMP_NUM_THREADS=1 and OMP_WAIT_POLICY=PASSIVE");
    }

    @Test
    void aKernelFarBelowTheProcessor() {
        Examination examination = new Examination(DRIVER, DRIVER);
        assertThat(examination.speed(new Speed(4, 180, 240, 30))).allMatch(Finding::isOk);
        assertThat(examination.speed(new Speed(4, 180, Double.NaN, 30))).allMatch(Finding::isOk);
        assertThat(examination.speed(new Speed(4, 60, 240, 30)))
                .extracting(Finding::found)
                .containsExactly("60 GFLOP/s with 4 threads, 25 % of what the processor can do", "30.0 GB/s read");
        assertThat(examination.speed(new Speed(4, 60, 240, 30)).get(0).remedy())
                .endsWith("oneDNN AVX512 is the wrong kernel for this processor");
    }

    @Test
    void likeFindingsAreToldOnce() {
        assertThat(Diagnosis.merged(List.of(
                        Finding.ok("driver", "Java", "17"),
                        Finding.ok("driver", "OpenMP", "passive"),
                        Finding.ok("executor 0 on one", "Java", "17"))))
                .containsExactly(
                        Finding.ok("driver, executor 0 on one", "Java", "17"),
                        Finding.ok("driver", "OpenMP", "passive"));
    }

    @Test
    void processorsAreReadAsLinuxTellsThem() {
        assertThat(Processor.parse("processor\t: 0\nmodel name\t: AMD EPYC\nflags\t\t: fpu sse avx2 fma\n"))
                .hasToString("AMD EPYC: fma avx2");
        assertThat(Processor.parse("processor\t: 0\nFeatures\t: fp asimd sve\n").features())
                .containsExactly("asimd", "sve");
    }

    @Test
    void flagsThatAJvmWasStartedWithout() {
        List<String> all = FactFinding.flags();
        assertThat(all).contains("--add-modules=jdk.incubator.vector").allMatch(flag -> flag.startsWith("-"));
        assertThat(FactFinding.missingFlags(all)).isEmpty();
        assertThat(FactFinding.missingFlags(all.subList(1, all.size()))).containsExactly(all.get(0));
    }
}
