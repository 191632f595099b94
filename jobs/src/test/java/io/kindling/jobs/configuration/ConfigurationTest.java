package io.kindling.jobs.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    enum Kind {
        MEAN,
        MOVING_MEAN
    }

    record Model(int width, int heads) {
        Model {
            if (width % heads != 0) {
                throw new IllegalArgumentException(
                        "width (%d) must be divisible by heads (%d)".formatted(width, heads));
            }
        }
    }

    record Settings(
            String input,
            int steps,
            long tokens,
            double learningRate,
            float decay,
            boolean verbose,
            String note,
            Kind kind,
            List<Integer> seeds,
            Model model) {
        Settings {
            if (steps < 1) {
                throw new IllegalArgumentException("steps (%d) must be at least 1".formatted(steps));
            }
        }
    }

    @TempDir
    private Path folder;

    @Test
    void defaultsGiveWhatNobodyElseGives() {
        assertThat(read("input=a.txt"))
                .isEqualTo(new Settings(
                        "a.txt",
                        100,
                        1_000_000_000_000L,
                        0.001,
                        0.5f,
                        false,
                        null,
                        Kind.MOVING_MEAN,
                        List.of(1, 2, 3),
                        new Model(64, 4)));
    }

    @Test
    void onlyWhatIsNullByDefaultMayBeNull() throws IOException {
        Path file = file("note: null\ninput: null\nkind: null\n");
        refused(() -> Configuration.of(Settings.class).file(file).read())
                .withMessage("input (null) must have a value (from %s)", file);
        refused(() -> Configuration.of(Settings.class)
                        .file(file)
                        .assign("input=a")
                        .read())
                .withMessage("kind (null) must have a value (from %s)", file);
        assertThat(Configuration.of(Settings.class)
                        .file(file)
                        .assign("input=a")
                        .assign("kind=mean")
                        .read()
                        .note())
                .isNull();
    }

    @Test
    void theFileWinsOverDefaultsAndTheCommandLineOverTheFile() throws IOException {
        Path file = file("input: a\nsteps: 7\nmodel:\n  width: 128\n  heads: 8\n");
        Settings settings = Configuration.of(Settings.class)
                .file(file)
                .assign("model.width=256")
                .assign("seeds=[9]")
                .assign("learningRate=3E-4")
                .read();
        assertThat(settings.steps()).isEqualTo(7);
        assertThat(settings.model()).isEqualTo(new Model(256, 8));
        assertThat(settings.seeds()).containsExactly(9);
        assertThat(settings.learningRate()).isEqualTo(3e-4);
    }

    @Test
    void dottedKeysAndEmptyGroupsAreFineInAFile() throws IOException {
        Path file = file("input: a\nmodel.width: 12\nmodel:\n");
        assertThat(Configuration.of(Settings.class).file(file).read().model()).isEqualTo(new Model(12, 4));
    }

    @Test
    void anEmptyFileChangesNothing() throws IOException {
        assertThat(Configuration.of(Settings.class)
                        .file(file("# nothing\n"))
                        .assign("input=a")
                        .read())
                .isEqualTo(read("input=a"));
    }

    @Test
    void textOnTheCommandLineIsTakenAsItStands() {
        assertThat(read("input={a,b}/*.txt").input()).isEqualTo("{a,b}/*.txt");
        assertThat(read("input=42").input()).isEqualTo("42");
        assertThat(read("input=She said: # no").input()).isEqualTo("She said: # no");
        assertThat(read("input=a=b ").input()).isEqualTo("a=b ");
        assertThat(read("input=").input()).isEmpty();
    }

    @Test
    void aWholeGroupMayBeGivenAtOnce() {
        assertThat(read("input=a", "model={width: 6, heads: 3}").model()).isEqualTo(new Model(6, 3));
    }

    @Test
    void theResolvedConfigurationReadsBackAsItself() throws IOException {
        Settings settings = read("input=a: \"b\"\n", "learningRate=1e-300", "decay=0.1", "kind=mean");
        Path file = file(Configuration.yaml(settings));
        assertThat(Configuration.of(Settings.class).file(file).read()).isEqualTo(settings);
    }

    @Test
    void unknownKeysFailWithTheNearestOne() throws IOException {
        Path file = file("modle:\n  width: 3\n");
        refused(() -> Configuration.of(Settings.class).file(file))
                .withMessage("unknown key modle (from %s): did you mean model?", file);
        refused(() -> read("model.widht=3"))
                .withMessage("unknown key model.widht (from the command line): did you mean model.width?");
        refused(() -> read("width=3"))
                .withMessage("unknown key width (from the command line): did you mean model.width?");
        refused(() -> read("learningrate=3"))
                .withMessage("unknown key learningrate (from the command line): did you mean learningRate?");
        refused(() -> read("zzzz=3"))
                .withMessage(
                        "unknown key zzzz (from the command line): the keys are input, steps, tokens, learningRate,"
                                + " decay, verbose, note, kind, seeds, model.width, model.heads");
    }

    @Test
    void missingKeysFail() {
        refused(() -> read()).withMessage("missing key input: give input=VALUE on the command line or in the file");
    }

    @Test
    void wrongTypesFail() throws IOException {
        refused(() -> read("input=a", "steps=1.5"))
                .withMessage("steps (1.5) must be a whole number of at most 32 bits, like 100 (from the command line)");
        refused(() -> read("input=a", "steps=3000000000"))
                .withMessage("steps (3000000000) must be a whole number of at most 32 bits, like 100"
                        + " (from the command line)");
        refused(() -> read("input=a", "steps=ten")).withMessageStartingWith("steps (ten) must be a whole number");
        refused(() -> read("input=a", "steps=")).withMessageStartingWith("steps () must be a whole number");
        refused(() -> read("input=a", "steps=null"))
                .withMessage("steps (null) must have a value (from the command line)");
        refused(() -> read("input=a", "tokens=1e30")).withMessageStartingWith("tokens (1.0E30) must be a whole number");
        refused(() -> read("input=a", "learningRate=fast"))
                .withMessage("learningRate (fast) must be a number, like 0.1 or 1e-3 (from the command line)");
        refused(() -> read("input=a", "learningRate=NaN"))
                .withMessageStartingWith("learningRate (NaN) must be a number");
        refused(() -> read("input=a", "verbose=maybe"))
                .withMessage("verbose (maybe) must be true or false (from the command line)");
        refused(() -> read("input=a", "kind=median"))
                .withMessage("kind (median) must be one of mean, movingMean (from the command line)");
        refused(() -> read("input=a", "seeds=1"))
                .withMessage("seeds (1) must be a list, like [a, b] (from the command line)");
        refused(() -> read("input=a", "seeds=[1, x]"))
                .withMessage("seeds (x) must be a whole number of at most 32 bits, like 100 (from the command line)");
        refused(() -> read("input=a", "model=12"))
                .withMessage("model (12) must be a group of keys: give model.width, model.heads"
                        + " (from the command line)");
    }

    @Test
    void aFileIsHeldToItsTypes() throws IOException {
        Path number = file("input: 42\n");
        refused(() -> Configuration.of(Settings.class).file(number).read())
                .withMessage("input (42) must be text: put it in quotes (from %s)", number);
        Path text = file("input: a\nsteps: \"12\"\n");
        refused(() -> Configuration.of(Settings.class).file(text).read())
                .withMessage("steps (12) must be a whole number of at most 32 bits, like 100 (from %s)", text);
    }

    @Test
    void recordsRefuseTheirValuesInTheirOwnWords() {
        refused(() -> read("input=a", "steps=0")).withMessage("steps (0) must be at least 1");
        refused(() -> read("input=a", "model.heads=3")).withMessage("model: width (64) must be divisible by heads (3)");
    }

    @Test
    void filesThatAreNoConfigurationFail() throws IOException {
        Path absent = folder.resolve("absent.yaml");
        refused(() -> Configuration.of(Settings.class).file(absent))
                .withMessage("configuration file (%s) does not exist; conf/ holds those to start from", absent);
        Path broken = file("input: a\nsteps: [1\n");
        refused(() -> Configuration.of(Settings.class).file(broken)).withMessageStartingWith(broken + ", line ");
        Path twice = file("steps: 1\nsteps: 2\n");
        refused(() -> Configuration.of(Settings.class).file(twice))
                .withMessage("%s, line 2: not YAML: Duplicate field 'steps'", twice);
        Path list = file("- 1\n");
        refused(() -> Configuration.of(Settings.class).file(list))
                .withMessage("%s must hold lines of the form \"key: value\"", list);
        refused(() -> read("steps")).withMessage("argument (steps) must have the form key=value");
    }

    private static org.assertj.core.api.ThrowableAssertAlternative<IllegalArgumentException> refused(
            ThrowingCallable call) {
        return assertThatIllegalArgumentException().isThrownBy(call);
    }

    private static Settings read(String... assignments) {
        Configuration<Settings> configuration = Configuration.of(Settings.class);
        List.of(assignments).forEach(configuration::assign);
        return configuration.read();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "run", ".yaml"), text);
    }
}
