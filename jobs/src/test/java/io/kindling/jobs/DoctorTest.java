package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kindling.jobs.configuration.Configuration;
import io.kindling.jobs.doctor.Finding;
import io.kindling.kernels.BlasKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    /** A busy machine may be slow, its BLAS kernel may be chosen, and a test by hand lacks the launcher's variables. */
    static final List<String> OF_THE_MACHINE = List.of("BLAS speed", "BLAS kernel", "OpenMP");

    @TempDir
    private Path folder;

    private static <C extends Record> C read(Class<C> type, String... values) {
        Configuration<C> configuration = Configuration.of(type);
        List.of(values).forEach(configuration::assign);
        return configuration.read();
    }

    private Doctor.Result doctor(String... values) throws IOException {
        return Doctor.run(read(Doctor.Settings.class, values), LocalSpark::context);
    }

    private static Optional<Finding> find(Doctor.Result result, String subject) {
        return result.findings().stream()
                .filter(finding -> finding.subject().equals(subject))
                .findFirst();
    }

    @Test
    void thisMachineWillDo() throws IOException {
        Doctor.Result result = doctor("run=" + folder.resolve("run"));
        assertThat(result.findings())
                .extracting(Finding::subject)
                .contains("processor", "Java", "Vector API", "JVM flags", "BLAS kernel", "versions")
                .contains("text splitting", "bits", "memory", "clock", "run folder", "memory speed");
        assertThat(result.findings())
                .filteredOn(finding -> !OF_THE_MACHINE.contains(finding.subject()))
                .allMatch(Finding::isOk);
        boolean chosen = !BlasKernel.behind(BlasKernel.name(), System.getenv()).isEmpty();
        assertThat(find(result, "BLAS kernel").orElseThrow().isOk()).isEqualTo(!chosen);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        Doctor.Result result = doctor("run=" + file.resolve("run"));
        assertThat(result.ok()).isFalse();
        Finding finding = find(result, "run folder").orElseThrow();
        assertThat(finding.found()).startsWith("file:" + file + " can't be written: ");
        assertThat(finding.remedy())
                .isEqualTo("choose a folder that the user of this run may write to, on a file system that all machines"
                        + " share");
    }

    @Test
    void aModelThatIsTooLargeIsNamed() throws IOException {
        Doctor.Result result = doctor("model=" + Launcher.conf("gpt2-124m.yaml"), "run=" + folder);
        assertThat(find(result, "heap").orElseThrow().remedy()).startsWith("spark.driver.memory=");
    }

    @Test
    void thePlanIsWhatSparkShouldBeAskedFor() {
        DoctorPlan.Settings settings =
                read(DoctorPlan.Settings.class, "model=" + Launcher.conf("gpt2-124m.yaml"), "executors=8", "cores=4");
        DoctorPlan.Result plan = DoctorPlan.run(settings, LocalSpark::context);
        assertThat(plan.replicasPerExecutor()).isEqualTo(1);
        assertThat(plan.settings())
                .containsExactly(
                        "spark.executor.instances=8",
                        "spark.cores.max=32",
                        "spark.executor.cores=4",
                        "spark.task.cpus=4",
                        "spark.executor.memory=7g",
                        "spark.executor.memoryOverhead=9216m",
                        "spark.driver.memory=5g");
        assertThat(plan.containerMebibytes()).isEqualTo(plan.heapMebibytes() + plan.overheadMebibytes());
    }

    @Test
    void aPlanNeedsExecutors() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(DoctorPlan.Settings.class, "model=a", "executors=0"))
                .withMessage("executors (0) must be at least 1");
    }
}
