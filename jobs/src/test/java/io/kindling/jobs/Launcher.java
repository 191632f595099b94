package io.kindling.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Runs the scripts of deploy/ as a user does: processes of their own, from a folder of their own. */
final class Launcher {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int MINUTES = 15;

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();

    /** What a process printed, and how it ended. */
    record Outcome(int status, String out, String err) {
        /** The last line of standard output. */
        JsonNode result() throws IOException {
            List<String> lines = out.lines().toList();
            if (status != 0 || lines.isEmpty()) {
                throw new AssertionError("ended with " + status + ":\n" + out + err);
            }
            return new JsonMapper().readTree(lines.get(lines.size() - 1));
        }
    }

    Launcher(Path folder) {
        this.folder = folder;
    }

    Launcher set(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Launcher unset(String variable) {
        environment.remove(variable);
        return this;
    }

    Outcome kindling(String... arguments) throws IOException, InterruptedException {
        return run("kindling", arguments);
    }

    Outcome run(String script, String... arguments) throws IOException, InterruptedException {
        return start(script, arguments).end();
    }

    /** A process under way. */
    record Running(List<String> command, Process process, Path out, Path err) {
        /** Waits until its standard error holds {@code text}. */
        void await(String text) throws IOException, InterruptedException {
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
            while (!Files.readString(err).contains(text)) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new AssertionError(command + " never said \"" + text + "\":\n" + Files.readString(err));
                }
                Thread.sleep(20);
            }
        }

        /** Ends it with SIGKILL at that moment, which must come before it ends by itself. */
        void killWhen(BooleanSupplier moment) throws IOException, InterruptedException {
            while (process.isAlive() && !moment.getAsBoolean()) {
                Thread.sleep(5);
            }
            process.destroyForcibly().waitFor();
            if (!moment.getAsBoolean()) {
                throw new AssertionError(command + " ended before that:\n" + Files.readString(err));
            }
        }

        Outcome end() throws IOException, InterruptedException {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end:\n" + Files.readString(err));
            }
            return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
        }
    }

    Running start(String script, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(ROOT.resolve("deploy").resolve(script).toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(folder, "out", ".log");
        Path err = Files.createTempFile(folder, "err", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().remove("SPARK_HOME");
        builder.environment().putAll(environment);
        return new Running(command, builder.start(), out, err);
    }

    static Path conf(String name) {
        return ROOT.resolve("conf").resolve(name);
    }
}
