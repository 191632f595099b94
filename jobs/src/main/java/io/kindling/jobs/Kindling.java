package io.kindling.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.util.List;
import org.apache.spark.package$;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/**
 * The command line: {@code kindling COMMAND [conf/FILE.yaml] [key=value ...]}.
 *
 * <p>Progress and logs go to standard error; the last line of standard output is the result as one JSON object.
 */
@Command(
        name = "kindling",
        description = "Train GPTs on the Spark cluster you already have.",
        synopsisSubcommandLabel = "COMMAND [conf/FILE.yaml] [key=value ...]",
        mixinStandardHelpOptions = true,
        versionProvider = Kindling.Version.class,
        footer = "%nkindling COMMAND --help shows the keys of a command and their defaults.")
public final class Kindling {
    private Kindling() {}

    public static void main(String[] arguments) {
        // JSON is UTF-8, whatever the locale.
        PrintWriter out = new PrintWriter(System.out, true, UTF_8);
        System.exit(commandLine(verbs()).setOut(out).execute(arguments));
    }

    /** Every verb, in the order of a run. */
    static List<Verb<?>> verbs() {
        return List.of(
                new Verb<>(
                        "tokenizer",
                        "Learns a vocabulary from text.",
                        TrainTokenizer.Settings.class,
                        TrainTokenizer::run),
                new Verb<>("clean", "Filters a corpus and drops duplicates.", Clean.Settings.class, Clean::run),
                new Verb<>("tokenize", "Turns text into token shards.", Tokenize.Settings.class, Tokenize::run),
                new Verb<>("unshard", "Writes token shards for other programs.", Unshard.Settings.class, Unshard::run),
                new Verb<>("train", "Trains a GPT on token shards.", TrainSettings.class, Train::run),
                new Verb<>("evaluate", "Measures a corpus's perplexity.", Evaluate.Settings.class, Evaluate::run),
                new Verb<>("score", "Scores every document of a data set.", Score.Settings.class, Score::run),
                new Verb<>("generate", "Continues a prompt.", Generate.Settings.class, Generate::run),
                new Verb<>("report", "A page about several runs.", Report.Settings.class, Report::run),
                new Verb<>(
                        "inspect", "A page about what a model makes of a text.", Inspect.Settings.class, Inspect::run),
                new Verb<>(
                        "import", "Takes in a GPT-2 from a Hugging Face folder.", Import.Settings.class, Import::run),
                new Verb<>(
                        "export", "Writes a model for transformers or llama.cpp.", Export.Settings.class, Export::run),
                new Verb<>(
                        "bench",
                        "Times training, scoring, generation or tokenizing on this machine.",
                        Bench.Settings.class,
                        Bench::run),
                new Verb<>("compare", "Compares ways to train on replicas.", Compare.Settings.class, Compare::run),
                new Verb<>(
                        "doctor",
                        "Looks at the driver and every executor, and says what to change.",
                        Doctor.Settings.class,
                        Doctor::run),
                new Verb<>(
                        "doctor plan",
                        "Reckons the memory and cores of a training run on executors.",
                        DoctorPlan.Settings.class,
                        DoctorPlan::run),
                new Verb<>("demo", "The whole line on built-in stories.", Demo.Settings.class, Demo::run));
    }

    static CommandLine commandLine(List<Verb<?>> verbs) {
        CommandLine commandLine = new CommandLine(new Kindling());
        verbs.forEach(verb -> add(commandLine, verb));
        return commandLine
                .setExpandAtFiles(false)
                .setUsageHelpWidth(132)
                .setExecutionExceptionHandler((failure, command, parsed) -> ExitStatus.of(failure, command.getErr()));
    }

    /** A verb of two words is a subcommand of the first one's. */
    private static void add(CommandLine root, Verb<?> verb) {
        CommandLine parent = root;
        String[] words = verb.name().split(" ", -1);
        for (int i = 0; i < words.length - 1; i++) {
            parent = parent.getSubcommands().get(words[i]);
        }
        parent.addSubcommand(words[words.length - 1], verb.commandLine());
    }

    /** The versions that a report of a fault needs. */
    static final class Version implements IVersionProvider {
        /** Of the jar; null where the classes aren't in one. */
        static String ofProgram() {
            return Kindling.class.getPackage().getImplementationVersion();
        }

        @Override
        public String[] getVersion() {
            return new String[] {
                "kindling %s, Spark %s, Java %s"
                        .formatted(ofProgram(), package$.MODULE$.SPARK_VERSION(), System.getProperty("java.version"))
            };
        }
    }
}
