package io.kindling.clean;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;

/**
 * Of documents that are alike, keeps one: the longest, and of equally long ones that with the smallest id, then source.
 *
 * <p>Documents are alike if the Jaccard similarity of their sets of {@link Shingles} is at least {@code similarity}, or
 * if others between them are. Which pairs are looked at is a matter of {@link MinHash} bands: two documents of similarity
 * s share one with probability 1 - (1 - s<sup>rows</sup>)<sup>bands</sup>. 20 bands of 5 rows find 97 % of the pairs of
 * similarity 0.7 and more of all others above; 14 bands of 8, which FineWeb took, find 56 % of those and 92 % at 0.8.
 * Pairs below the threshold cost time and nothing else, since every pair is verified.
 *
 * @param shingleWords words in a shingle
 * @param bands of the signature
 * @param rows of each band
 * @param similarity from which on two documents are duplicates
 * @param bucketCap how many documents that share a band are all compared with each other; those beyond are compared with
 *     the first alone, and the pairs that this leaves out are reported
 */
public record NearDuplicates(Action action, int shingleWords, int bands, int rows, double similarity, int bucketCap)
        implements Stage {
    private static final int MOST_HASHES = 4096;

    /** Throws an IllegalArgumentException if a threshold can't be. */
    public NearDuplicates {
        Range.atLeast("shingleWords", shingleWords, 1);
        Range.atLeast("bands", bands, 1);
        Range.atLeast("rows", rows, 1);
        Range.share("similarity", similarity);
        Range.atLeast("bucketCap", bucketCap, 1);
        if ((long) bands * rows > MOST_HASHES) {
            throw new IllegalArgumentException(
                    "bands x rows (%d x %d) must be at most %d hashes".formatted(bands, rows, MOST_HASHES));
        }
    }

    /** Shingles of five words, 20 bands of 5 rows, similar from 0.7 on. */
    public static NearDuplicates standard(Action action) {
        return new NearDuplicates(action, 5, 20, 5, 0.7, 16);
    }

    @Override
    public String name() {
        return "nearDuplicates";
    }

    /** The threshold curve as a line for people. */
    public String curve() {
        return Comparisons.describe(this);
    }

    @Override
    public JavaRDD<Judged> apply(JavaRDD<Judged> documents) {
        return SimilarDocuments.find(documents, this).mark(documents);
    }

    /** The document, dropped if there is a letter about it: its row, what is kept instead, and their similarity. */
    Judged mark(Judged document, List<Row> letters) {
        if (letters.isEmpty()) {
            return document;
        }
        Row letter = letters.get(0);
        double rounded = Math.rint(letter.getDouble(2) * 1e6) / 1e6;
        return document.found(action, name(), "similarText", rounded, similarity, letter.getString(1));
    }
}
