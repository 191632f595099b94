package io.kindling.clean;

import io.kindling.corpus.Corpus;
import io.kindling.corpus.CorpusConfig;
import io.kindling.corpus.Reading;
import io.kindling.corpus.SparkAction;
import io.kindling.tokenizer.BadDataException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Drops documents that share long sequences of words with evaluation sets, so that those still measure what a model was
 * not shown. Words are those of {@link Shingles}: case and punctuation make no difference.
 *
 * @param evaluationSets files, folders or globs, as {@link CorpusConfig} takes them
 * @param field of their JSON lines, or column of their Parquet files, that holds the text
 * @param words in a sequence; GPT-3 took 13
 * @param minimumSequences how many a document must share to be dropped
 */
public record Decontamination(Action action, List<String> evaluationSets, String field, int words, int minimumSequences)
        implements Stage {
    /** Of all sets together: half a gigabyte of table, which every executor has to hold. */
    private static final int MOST_SEQUENCES = 30_000_000;

    /** Throws an IllegalArgumentException if a threshold can't be or there is no set to hold documents against. */
    public Decontamination {
        Range.atLeast("words", words, 5);
        Range.atLeast("minimumSequences", minimumSequences, 1);
        evaluationSets = List.copyOf(evaluationSets);
        if (action != Action.SKIP && evaluationSets.isEmpty()) {
            throw new IllegalArgumentException(
                    "evaluationSets is empty: name files, or set action=skip to clean without");
        }
        evaluationSets.forEach(set -> new CorpusConfig(set, null, field));
    }

    @Override
    public String name() {
        return "decontamination";
    }

    @Override
    public JavaRDD<Judged> apply(JavaRDD<Judged> documents) {
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(documents.context());
        Broadcast<EvaluationNgrams> broadcast = spark.broadcast(ngrams(spark));
        return documents.mapPartitions(
                partition -> {
                    Shingles shingles = new Shingles(words);
                    return map(partition, broadcast.value(), shingles);
                },
                true);
    }

    private Iterator<Judged> map(Iterator<Judged> documents, EvaluationNgrams ngrams, Shingles shingles) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return documents.hasNext();
            }

            @Override
            public Judged next() {
                Judged document = documents.next();
                return document.kept() ? judge(document, ngrams, shingles) : document;
            }
        };
    }

    private Judged judge(Judged document, EvaluationNgrams ngrams, Shingles shingles) {
        EvaluationNgrams.Overlap overlap = ngrams.overlap(document.text(), shingles);
        return overlap.sequences() < minimumSequences
                ? document
                : document.found(
                        action, name(), "sharedSequences", overlap.sequences(), minimumSequences - 1.0, overlap.set());
    }

    /** Reads the sets, on the driver: they are small, or the table would not fit. */
    private EvaluationNgrams ngrams(JavaSparkContext spark) {
        EvaluationNgrams ngrams = new EvaluationNgrams(words, evaluationSets);
        Shingles shingles = new Shingles(words);
        for (int set = 0; set < evaluationSets.size(); set++) {
            Corpus corpus = open(spark, evaluationSets.get(set));
            Iterator<byte[]> texts = SparkAction.run(
                    () -> corpus.readings().map(Decontamination::text).toLocalIterator());
            int number = set;
            SparkAction.run(() -> {
                texts.forEachRemaining(text -> add(ngrams, number, text, shingles));
                return null;
            });
        }
        return ngrams;
    }

    private Corpus open(JavaSparkContext spark, String set) {
        try {
            return Corpus.open(spark, new CorpusConfig(set, null, field));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("decontamination.evaluationSets: " + e.getMessage(), e);
        } catch (BadDataException e) {
            throw new BadDataException("decontamination.evaluationSets: " + e.getMessage(), e);
        }
    }

    private void add(EvaluationNgrams ngrams, int set, byte[] text, Shingles shingles) {
        ngrams.add(set, text, shingles);
        if (ngrams.size() > MOST_SEQUENCES) {
            throw new IllegalArgumentException("evaluationSets (%s) have more than %d sequences of %d words: name fewer"
                    .formatted(String.join(", ", evaluationSets), MOST_SEQUENCES, words));
        }
    }

    private static byte[] text(Reading reading) {
        if (reading instanceof Reading.Text text) {
            return text.utf8();
        }
        throw new BadDataException(((Reading.Malformed) reading).message());
    }
}
