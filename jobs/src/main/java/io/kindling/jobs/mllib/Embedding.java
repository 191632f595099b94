package io.kindling.jobs.mllib;

import io.kindling.model.GptConfig;
import io.kindling.model.Inference;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;

/** The vector of a document: the mean of the last norm's output over its tokens, read a context at a time. */
final class Embedding {
    private Embedding() {}

    /** Of each document; null where it has no token. */
    static List<Vector> of(List<int[]> documents, Inference inference, GptConfig config) {
        int time = config.contextLength();
        int[] tokens = documents.stream().flatMapToInt(IntStream::of).toArray();
        int[] lengths = documents.stream()
                .flatMapToInt(ids ->
                        IntStream.range(0, pieces(ids, time)).map(piece -> Math.min(time, ids.length - piece * time)))
                .toArray();
        double[][] sums = lengths.length == 0 ? new double[0][] : inference.outputSums(tokens, lengths);
        List<Vector> vectors = new ArrayList<>();
        int piece = 0;
        for (int[] ids : documents) {
            double[] mean = new double[config.width()];
            for (int end = piece + pieces(ids, time); piece < end; piece++) {
                for (int c = 0; c < mean.length; c++) {
                    mean[c] += sums[piece][c] / ids.length;
                }
            }
            vectors.add(ids.length == 0 ? null : Vectors.dense(mean));
        }
        return vectors;
    }

    private static int pieces(int[] ids, int time) {
        return (ids.length + time - 1) / time;
    }
}
