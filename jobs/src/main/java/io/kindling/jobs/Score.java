package io.kindling.jobs;

import io.kindling.corpus.CorpusConfig;
import io.kindling.corpus.DocumentFrame;
import io.kindling.corpus.Format;
import io.kindling.corpus.SparkAction;
import io.kindling.corpus.Sql;
import io.kindling.jobs.scoring.Detokenizer;
import io.kindling.jobs.scoring.Scoring;
import io.kindling.jobs.scoring.SharedModel;
import io.kindling.jobs.scoring.Windowing;
import java.io.IOException;
import java.util.BitSet;
import java.util.Collections;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.functions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a model makes of every document of a data set: the same rows without their text, and what they score. Documents are dealt
 * into pieces by their ids, whatever files they come from and whatever cluster does it, and each task writes a file of one piece; a
 * scoring that was interrupted goes on with the pieces that are missing. Nothing of the documents passes through the driver.
 */
final class Score {
    private static final Logger LOG = LoggerFactory.getLogger(Score.class);

    private Score() {}

    /** Explained in Score.yaml. */
    record Settings(
            String model,
            String input,
            Format format,
            String field,
            String windows,
            Detokenizer detokenizer,
            boolean tokens,
            int alternatives,
            TableFormat outputFormat,
            String output,
            boolean resume) {
        Settings {
            new CorpusConfig(input, format, field);
            new Scoring(Windowing.of(windows), tokens, alternatives);
        }

        Scoring scoring() {
            return new Scoring(Windowing.of(windows), tokens, alternatives);
        }
    }

    /**
     * What lies in the output, and how fast it got there.
     *
     * @param tokensPerSecond of this run alone; 0 where nothing was left to do
     */
    record Result(
            String output,
            long documents,
            long tokens,
            long words,
            long bytes,
            long windows,
            double logLikelihood,
            double seconds,
            double tokensPerSecond,
            double tokensPerSecondPerCore) {}

    /** What the files of an output add up to. */
    private record Totals(long documents, long tokens, long words, long bytes, long windows, double logLikelihood) {}

    static Result run(Settings settings, Supplier<JavaSparkContext> sparks) throws IOException {
        JavaSparkContext spark = sparks.get();
        ModelFolder folder = ModelFolder.read(spark.hadoopConfiguration(), settings.model);
        Scoring scoring = settings.scoring();
        scoring.windowing().requireFits(folder.config().contextLength());
        DocumentFrame documents =
                DocumentFrame.open(spark, new CorpusConfig(settings.input, settings.format, settings.field));
        ScoredRows scored = ScoredRows.of(documents.rows().schema(), scoring, settings.detokenizer);
        int pieces = documents.pieces();
        ScoreFolder output = ScoreFolder.claim(
                spark.hadoopConfiguration(), settings, ScorePlan.of(settings, folder, documents.sha256(), pieces));
        BitSet finished = output.finished();
        LOG.info("scores {}, {} of {} pieces are there already", settings.input, finished.cardinality(), pieces);
        Totals before = totals(settings, scored, output);
        SharedModel model = folder.share(spark);
        long started = System.nanoTime();
        try {
            write(documents.dealt(), finished, model, scored, settings, output);
        } finally {
            model.close();
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        Totals all = totals(settings, scored, output);
        output.publish();
        double rate = (all.tokens - before.tokens) / seconds;
        return new Result(
                settings.output,
                all.documents,
                all.tokens,
                all.words,
                all.bytes,
                all.windows,
                all.logLikelihood,
                seconds,
                rate,
                rate / Threads.cores(spark));
    }

    /** Each task's file comes under its name when it is whole, and stays when the job fails. */
    private static void write(
            JavaRDD<Row> rows,
            BitSet finished,
            SharedModel model,
            ScoredRows scored,
            Settings settings,
            ScoreFolder output) {
        JavaRDD<Row> scores = rows.mapPartitionsWithIndex(
                (piece, documents) ->
                        finished.get(piece) ? Collections.emptyIterator() : scored.score(model, documents),
                false);
        SparkAction.run(() -> {
            Sql.session()
                    .createDataFrame(scores, scored.schema())
                    .write()
                    .mode(SaveMode.Append)
                    .format(settings.outputFormat.source())
                    .option("mapreduce.fileoutputcommitter.algorithm.version", "2")
                    .save(output.unfinished());
            return null;
        });
    }

    private static Totals totals(Settings settings, ScoredRows scored, ScoreFolder output) throws IOException {
        if (output.finished().isEmpty()) {
            return new Totals(0, 0, 0, 0, 0, 0);
        }
        Row sums = Sql.session()
                .read()
                .format(settings.outputFormat.source())
                .schema(scored.schema())
                .load(output.unfinished())
                .agg(
                        functions.count(functions.lit(1)),
                        functions.sum(ScoredRows.TOKENS),
                        functions.sum(ScoredRows.WORDS),
                        functions.sum(ScoredRows.BYTES),
                        functions.sum(ScoredRows.WINDOWS),
                        functions.sum(ScoredRows.LOG_LIKELIHOOD))
                .first();
        return sums.getLong(0) == 0
                ? new Totals(0, 0, 0, 0, 0, 0)
                : new Totals(
                        sums.getLong(0),
                        sums.getLong(1),
                        sums.getLong(2),
                        sums.getLong(3),
                        sums.getLong(4),
                        sums.getDouble(5));
    }
}
