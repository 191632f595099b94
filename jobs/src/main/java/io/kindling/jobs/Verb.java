package io.kindling.jobs;

import io.kindling.jobs.configuration.Configuration;
import io.kindling.jobs.configuration.Tree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A verb as a subcommand: reads its configuration from the arguments, runs its job, prints the result. */
@Command(
        customSynopsis = "@|bold ${COMMAND-FULL-NAME}|@ [conf/FILE.yaml] [key=value ...]",
        mixinStandardHelpOptions = true,
        versionProvider = Kindling.Version.class)
final class Verb<C extends Record> implements Callable<Integer> {
    /** What starts with a name and an equals sign is a value; anything else is a file, {@code lr=1/run.yaml} aside. */
    private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z][A-Za-z0-9_.]*=.*", Pattern.DOTALL);

    private final String name;
    private final String summary;
    private final Class<C> configuration;
    private final Job<C> job;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", hidden = true)
    private List<String> arguments = new ArrayList<>();

    Verb(String name, String summary, Class<C> configuration, Job<C> job) {
        this.name = name;
        this.summary = summary;
        this.configuration = configuration;
        this.job = job;
    }

    String name() {
        return name;
    }

    Class<C> configuration() {
        return configuration;
    }

    /** The verb as picocli knows it: its help ends with the keys as its defaults explain them. */
    CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(this);
        commandLine
                .getCommandSpec()
                .usageMessage()
                .description(summary)
                .footerHeading("%nThe keys and their defaults:%n%n")
                .footer(Configuration.defaults(configuration)
                        .replace("%", "%%")
                        .lines()
                        .toArray(String[]::new));
        return commandLine;
    }

    @Override
    public Integer call() throws Exception {
        JavaRelease.requireSupported(Runtime.version().feature());
        C values = read();
        Record result;
        try (SparkOnDemand spark = new SparkOnDemand(name)) {
            result = job.run(values, spark);
        }
        spec.commandLine().getOut().println(Tree.of(result));
        spec.commandLine().getOut().flush();
        return result instanceof Verdict verdict && !verdict.ok() ? ExitStatus.FAILED : ExitStatus.DONE;
    }

    private C read() {
        Configuration<C> layers = Configuration.of(configuration);
        List<String> files = arguments.stream()
                .filter(argument -> !ASSIGNMENT.matcher(argument).matches())
                .toList();
        if (files.size() > 1) {
            throw new IllegalArgumentException(
                    "arguments (%s) must hold one configuration file; values are written key=value"
                            .formatted(String.join(" ", files)));
        }
        files.forEach(file -> layers.file(Path.of(file)));
        arguments.stream()
                .filter(argument -> ASSIGNMENT.matcher(argument).matches())
                .forEach(layers::assign);
        return layers.read();
    }
}
