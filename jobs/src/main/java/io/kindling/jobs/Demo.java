package io.kindling.jobs;

import io.kindling.jobs.configuration.Configuration;
import io.kindling.jobs.scoring.Perplexity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole line on stories that the project makes up itself: vocabulary, shards, training, perplexity, samples, a page. */
final class Demo {
    private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
    private static final List<String> PROMPTS = List.of("", "Once upon a time", "One morning");
    private static final String TEXT =
            "Once upon a time, a brave little girl named Anna lived in a small house near the"
                    + " forest. Anna loved her green mittens more than anything. One day she lost her";
    private static final String SECOND_TEXT =
            "Anna was a kind woman who loved her house by the sea. One day a strong wind" + " blew, and";

    private final Settings settings;
    private final Supplier<JavaSparkContext> spark;
    private final String folder;

    /** Explained in Demo.yaml. */
    record Settings(String output, String training, int stories, int unseenStories, int vocabularySize) {}

    /** What came of it. */
    record Result(
            String folder,
            int vocabularySize,
            long documents,
            long tokens,
            long steps,
            double trainLoss,
            double validationLoss,
            double tokenPerplexity,
            double bitsPerByte,
            List<String> samples,
            String page,
            double seconds,
            String parametersSha256) {}

    private Demo(Settings settings, Supplier<JavaSparkContext> spark) {
        this.settings = settings;
        this.spark = spark;
        this.folder = StoryFolder.pathFor(settings.output, "demo");
    }

    static Result run(Settings settings, Supplier<JavaSparkContext> spark) throws IOException {
        return new Demo(settings, spark).run();
    }

    private Result run() throws IOException {
        long started = System.nanoTime();
        StoryFolder stories = new StoryFolder(folder, settings.stories, spark);
        LOG.info("1 of 5: a vocabulary of {} tokens from {} stories", settings.vocabularySize, settings.stories);
        TrainTokenizer.Result tokenizer = stories.trainTokenizer(settings.vocabularySize);
        LOG.info("2 of 5: the stories as token shards");
        Tokenize.Result shards = stories.tokenize();
        LOG.info("3 of 5: training on {} tokens", "%,d".formatted(shards.tokens()));
        Train.Result trained = Train.train(training(stories.shards()), spark);
        LOG.info("4 of 5: perplexity of {} stories that the model has not seen", settings.unseenStories);
        Perplexity perplexity = Evaluate.run(evaluation(), spark);
        LOG.info("5 of 5: what it writes");
        List<String> samples = samples();
        String page = page();
        double seconds = (System.nanoTime() - started) / 1e9;
        LOG.info(
                "done in {} s: loss {} nats a token, {} bits a byte on unseen stories; look at {} and {}/run/{}",
                "%.0f".formatted(seconds),
                "%.3f".formatted(trained.validationLoss()),
                "%.3f".formatted(perplexity.bitsPerByte()),
                page,
                folder,
                RunRecord.REPORT);
        return new Result(
                folder,
                tokenizer.vocabularySize(),
                shards.documents(),
                shards.tokens(),
                trained.steps(),
                trained.trainLoss(),
                trained.validationLoss(),
                perplexity.tokenPerplexity(),
                perplexity.bitsPerByte(),
                samples,
                page,
                seconds,
                trained.parametersSha256());
    }

    private Evaluate.Settings evaluation() {
        return Configuration.of(Evaluate.Settings.class)
                .assign("model=" + folder + "/run")
                .assign("input=stories:" + settings.unseenStories + ":2")
                .read();
    }

    private TrainSettings training(String shards) {
        return Configuration.of(TrainSettings.class)
                .file(Home.conf("training", settings.training, "demo.yaml"))
                .assign("run=" + folder + "/run")
                .assign("shards=" + shards)
                .read();
    }

    private List<String> samples() throws IOException {
        List<String> samples = new ArrayList<>();
        for (String prompt : PROMPTS) {
            Generate.Settings settings = Configuration.of(Generate.Settings.class)
                    .assign("model=" + folder + "/run")
                    .assign("prompt=" + prompt)
                    .assign("tokens=300")
                    .assign("temperature=0.7")
                    .assign("topP=0.95")
                    .assign("seed=" + (samples.size() + 1))
                    .read();
            Generate.Result sample = Generate.one(settings, news -> {});
            LOG.info("--\n{}", sample.text().strip());
            samples.add(sample.text());
        }
        return samples;
    }

    private String page() throws IOException {
        String page = folder + "/inspect.html";
        ModelFolder model = ModelFolder.read(new org.apache.hadoop.conf.Configuration(), folder + "/run");
        Inspect.run(
                new Inspect.Settings(folder + "/run", readable(model, TEXT), readable(model, SECOND_TEXT), page),
                spark);
        return page;
    }

    /** As many words of a text as fit the model's context, behind an end of text. */
    private static String readable(ModelFolder model, String text) {
        String beginning = text;
        while (model.tokenizer().encode(beginning).length >= model.config().contextLength()) {
            beginning = beginning.substring(0, Math.max(0, beginning.lastIndexOf(' ')));
        }
        return beginning;
    }
}
