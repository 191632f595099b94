package io.kindling.jobs;

import io.kindling.clean.Action;
import io.kindling.clean.C4;
import io.kindling.clean.CleanConfig;
import io.kindling.clean.CleanReport;
import io.kindling.clean.Cleaning;
import io.kindling.clean.Decontamination;
import io.kindling.clean.ExactDuplicates;
import io.kindling.clean.FineWeb;
import io.kindling.clean.GopherQuality;
import io.kindling.clean.GopherRepetition;
import io.kindling.clean.Language;
import io.kindling.clean.NearDuplicates;
import io.kindling.clean.Normalisation;
import io.kindling.clean.OutputConfig;
import io.kindling.clean.ParagraphDuplicates;
import io.kindling.clean.Perplexity;
import io.kindling.corpus.Corpus;
import io.kindling.corpus.CorpusConfig;
import io.kindling.corpus.Format;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Filters a corpus and drops its duplicates: documents in, documents out, and a report. */
final class Clean {
    private static final Logger LOG = LoggerFactory.getLogger(Clean.class);

    private Clean() {}

    /** Explained in Clean.yaml. */
    record Settings(
            String input,
            Format format,
            String field,
            String entries,
            double maxBadRecords,
            String output,
            boolean writeDropped,
            long shardBytes,
            Normalisation normalisation,
            Language language,
            GopherRepetition gopherRepetition,
            GopherQuality gopherQuality,
            C4 c4,
            FineWeb fineWeb,
            Decontamination decontamination,
            Perplexity perplexity,
            ExactDuplicates exactDuplicates,
            ParagraphDuplicates paragraphDuplicates,
            NearDuplicates nearDuplicates) {
        Settings {
            new CorpusConfig(input, format, field, entries, maxBadRecords);
            new OutputConfig(writeDropped, shardBytes);
        }

        CorpusConfig corpus() {
            return new CorpusConfig(input, format, field, entries, maxBadRecords);
        }

        OutputConfig outputConfig() {
            return new OutputConfig(writeDropped, shardBytes);
        }

        CleanConfig stages() {
            return new CleanConfig(
                    normalisation,
                    language,
                    gopherRepetition,
                    gopherQuality,
                    c4,
                    fineWeb,
                    decontamination,
                    perplexity,
                    exactDuplicates,
                    paragraphDuplicates,
                    nearDuplicates);
        }
    }

    record Result(
            long documents,
            long bytes,
            long keptDocuments,
            long keptBytes,
            double seconds,
            double megabytesPerSecond) {}

    static Result run(Settings settings, Supplier<JavaSparkContext> sparks) throws IOException {
        JavaSparkContext spark = sparks.get();
        long start = System.nanoTime();
        Corpus corpus = Corpus.open(spark, settings.corpus());
        LOG.info("cleaning {}, about {} MB", settings.input(), corpus.textBytes() / 1_000_000);
        if (settings.nearDuplicates().action() != Action.SKIP) {
            LOG.info("near duplicates are {}", settings.nearDuplicates().curve());
        }
        CleanReport report = Cleaning.write(corpus, settings.stages(), settings.outputConfig(), settings.output());
        double seconds = (System.nanoTime() - start) / 1e9;
        LOG.info("{} holds kept/, dropped/ and report.html\n{}", settings.output(), report.table());
        return new Result(
                report.documents(),
                report.bytes(),
                report.keptDocuments(),
                report.keptBytes(),
                seconds,
                report.bytes() / 1e6 / seconds);
    }
}
