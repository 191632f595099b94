package io.kindling.jobs.page;

import io.kindling.kernels.Kernels;
import io.kindling.kernels.Tensor;
import io.kindling.model.Gpt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the page knows of the token embedding.
 *
 * @param ids of the tokens whose vectors are on the page: all, or the texts' and the first, which byte-pair merging learnt
 *     first because they are the most frequent
 * @param vectors of those
 * @param neighbours of each of the texts' tokens, found among all tokens
 */
record Embedding(List<Integer> ids, InspectedText.Vectors vectors, List<Neighbours> neighbours) {
    /** Most bytes of vectors on a page. */
    static final int MOST_BYTES = 3 << 20;

    private static final int COUNT = 12;

    /** The tokens nearest to one by the cosine of their vectors, the nearest first. */
    record Neighbours(int id, List<Integer> ids, List<Double> cosines) {}

    /** @param tokens of the texts, each once */
    static Embedding of(Gpt gpt, int[] tokens) {
        int width = gpt.config().width();
        int[] ids = IntStream.concat(
                        IntStream.of(tokens), IntStream.range(0, gpt.config().vocabularySize()))
                .distinct()
                .limit(Math.max(tokens.length, MOST_BYTES / width))
                .sorted()
                .toArray();
        Tensor table = gpt.parameters().tensor("wte.weight");
        byte[] values = new byte[ids.length * width];
        float[] units = new float[ids.length];
        float[] vector = new float[width];
        for (int i = 0; i < ids.length; i++) {
            table.get(ids[i], 0, vector, 0, width);
            units[i] = PackedNumbers.signed(vector, values, i * width);
        }
        return new Embedding(
                IntStream.of(ids).boxed().toList(),
                new InspectedText.Vectors(values, PackedNumbers.of(units)),
                neighbours(gpt, table, tokens));
    }

    private static List<Neighbours> neighbours(Gpt gpt, Tensor table, int[] tokens) {
        Kernels kernels = gpt.kernels();
        Tensor own = kernels.allocate(tokens.length, table.columns());
        kernels.gather(table, tokens, 0, 0, 1, own, false);
        Tensor products = kernels.allocate(tokens.length, table.rows());
        kernels.productTransposed(own, table, products, false); // (N, C) · (V, C)ᵀ = (N, V)
        double[] lengths = new double[table.rows()];
        float[] vector = new float[table.columns()];
        for (int id = 0; id < lengths.length; id++) {
            table.get(id, 0, vector, 0, vector.length);
            lengths[id] = Math.sqrt(Similarities.dot(vector, vector));
        }
        List<Neighbours> neighbours = new ArrayList<>();
        for (int i = 0; i < tokens.length; i++) {
            neighbours.add(nearest(products, i, tokens[i], lengths));
        }
        return neighbours;
    }

    private static Neighbours nearest(Tensor products, int row, int id, double[] lengths) {
        float[] product = new float[lengths.length];
        products.get(row, 0, product, 0, product.length);
        double[] cosines = new double[lengths.length];
        for (int other = 0; other < cosines.length; other++) {
            double scale = lengths[id] * lengths[other];
            cosines[other] = scale > 0 ? product[other] / scale : 0;
        }
        List<Integer> nearest = IntStream.range(0, cosines.length)
                .filter(other -> other != id)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer other) -> -cosines[other]))
                .limit(COUNT)
                .toList();
        return new Neighbours(
                id,
                nearest,
                nearest.stream()
                        .map(other -> Math.round(1e4 * cosines[other]) / 1e4)
                        .toList());
    }
}
