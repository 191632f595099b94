package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher and the archive of classes that it starts from. */
class KindlingIT {
    @TempDir
    private Path folder;

    @Test
    void classesComeFromTheBuildsArchive() throws IOException, InterruptedException {
        assumeThat(Path.of(System.getProperty("java.home"), "lib", "server", "classes.jsa"))
                .as("the archive of Java itself, which another adds to")
                .exists();
        Path classes = folder.resolve("classes.log");
        Launcher launcher =
                new Launcher(folder).set("JDK_JAVA_OPTIONS", "-Xlog:class+load=info:file=" + classes + " -Xshare:on");
        assertThat(launcher.kindling("--version").status()).isZero();
        assertThat(Files.readString(classes))
                .contains("org.apache.spark.deploy.SparkSubmit source: shared objects file (top)")
                .contains("io.kindling.jobs.Kindling source: shared objects file (top)");
    }

    @Test
    void anArchiveThatDoesNotFitIsPassedOverInSilence() throws IOException, InterruptedException {
        Launcher launcher =
                new Launcher(folder).set("JDK_JAVA_OPTIONS", "-Xbootclasspath/a:" + folder.resolve("another.jar"));
        Launcher.Outcome outcome = launcher.kindling("--version");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).startsWith("kindling ").hasLineCount(1);
        assertThat(outcome.err()).doesNotContain("archive");
    }
}
