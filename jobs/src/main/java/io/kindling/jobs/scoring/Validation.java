package io.kindling.jobs.scoring;

import io.kindling.corpus.SparkAction;
import io.kindling.jobs.parallel.ParameterSource;
import io.kindling.model.GptConfig;
import io.kindling.model.Inference;
import io.kindling.shard.Shards;
import io.kindling.shard.TokenStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * The mean loss over a part of the shards, each token but the first predicted once: windows of contextLength tokens side by
 * side, the last one shorter.
 *
 * @param shards folder of the shards
 * @param part of them
 * @param tokens how many predictions to make, from the part's beginning; all where it has fewer
 */
public record Validation(GptConfig model, String shards, String part, long tokens) implements Serializable {
    /** Windows of one piece of work; fixed, so that what is computed together doesn't depend on the cluster. */
    private static final int WINDOWS = 16;

    /** The sum of one piece. */
    private record Sum(long piece, double loss, long tokens) implements Serializable {}

    /**
     * Computes it on Spark.
     *
     * @param key names these parameters in executors' memory
     * @return nats per token
     */
    public double loss(JavaSparkContext spark, String key, ParameterSource parameters) {
        Validation validation = this;
        List<Sum> sums = SparkAction.run(() -> {
            List<Long> pieces = LongStream.range(0, validation.pieces()).boxed().toList();
            return spark.parallelize(pieces, Math.min(pieces.size(), 4 * spark.defaultParallelism()))
                    .map(piece -> LoadedModel.use(
                            key, validation.model, parameters, inference -> validation.sum(piece, inference)))
                    .collect();
        });
        List<Sum> ordered =
                sums.stream().sorted(Comparator.comparingLong(Sum::piece)).toList();
        return ordered.stream().mapToDouble(Sum::loss).sum()
                / ordered.stream().mapToLong(Sum::tokens).sum();
    }

    private long pieces() {
        long perPiece = (long) WINDOWS * model.contextLength();
        return (predictions() + perPiece - 1) / perPiece;
    }

    private long predictions() {
        try (TokenStream stream = open()) {
            if (stream.tokens() < 2) {
                throw new IllegalArgumentException("the " + part + " part has " + stream.tokens()
                        + " tokens, too few to measure a loss; write the shards with a larger validationFraction");
            }
            return Math.min(tokens, stream.tokens() - 1);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private TokenStream open() throws java.io.IOException {
        return Shards.open(SparkHadoopUtil.get().conf(), shards).part(part);
    }

    private Sum sum(long piece, Inference inference) throws Exception {
        int time = model.contextLength();
        long first = piece * WINDOWS * time;
        double loss = 0;
        try (TokenStream stream = open()) {
            int count = (int) Math.min((long) WINDOWS * time, Math.min(tokens, stream.tokens() - 1) - first);
            int[] read = new int[count + 1];
            stream.read(first, read, 0, count + 1);
            int[] lengths = new int[(count + time - 1) / time];
            Arrays.fill(lengths, time);
            lengths[lengths.length - 1] = count - (lengths.length - 1) * time;
            double[] logs = inference.logLikelihoods(
                    Arrays.copyOf(read, count), Arrays.copyOfRange(read, 1, count + 1), lengths);
            for (double log : logs) {
                loss -= log;
            }
            return new Sum(piece, loss, count);
        }
    }
}
