package io.kindling.clean;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What was compared in search of near duplicates.
 *
 * @param cappedBuckets buckets with more documents than the cap
 * @param skippedPairs pairs that weren't looked at for that; two documents may still have met in another bucket
 * @param pairs how many of those that were had which similarity
 * @param curve the probability that two documents of a similarity are compared
 */
public record Comparisons(long cappedBuckets, long skippedPairs, List<Bin> pairs, List<Point> curve) {

    /** Pairs of a similarity from {@code from} on, up to the next bin's. */
    public record Bin(double from, long pairs) {}

    /** A point of the threshold curve. */
    public record Point(double similarity, double probability) {}

    static Comparisons of(NearDuplicates config, long cappedBuckets, long skippedPairs, long[] histogram) {
        List<Bin> bins = new ArrayList<>();
        for (int bin = 0; bin < histogram.length; bin++) {
            bins.add(new Bin((double) bin / histogram.length, histogram[bin]));
        }
        return new Comparisons(cappedBuckets, skippedPairs, List.copyOf(bins), curve(config));
    }

    /** Of the similarity that most pairs have: what their bars are drawn against; 0 where no two documents met. */
    long most() {
        return pairs.stream().mapToLong(Bin::pairs).max().orElse(0);
    }

    /** The threshold curve from 0.3 to 0.95. */
    static List<Point> curve(NearDuplicates config) {
        List<Point> points = new ArrayList<>();
        for (int percent = 30; percent < 100; percent += 5) {
            double probability = MinHash.probability(percent / 100.0, config.bands(), config.rows());
            points.add(new Point(percent / 100.0, Math.rint(probability * 1e4) / 1e4));
        }
        return List.copyOf(points);
    }

    /** The curve as a line for people. */
    static String describe(NearDuplicates config) {
        StringBuilder line = new StringBuilder("compared with a probability of");
        for (Point point : curve(config)) {
            line.append(
                    String.format(Locale.ROOT, " %.3f at similarity %.2f;", point.probability(), point.similarity()));
        }
        return line.substring(0, line.length() - 1);
    }
}
