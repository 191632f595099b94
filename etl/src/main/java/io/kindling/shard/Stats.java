package io.kindling.shard;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What a corpus is like, counted while its documents were encoded.
 *
 * @param bytes of text in UTF-8
 * @param tokens ends of text included
 * @param words pieces between white space, as ASCII has it
 * @param malformed records that were set aside
 * @param lengths how many documents have how many tokens
 */
public record Stats(
        long documents,
        long bytes,
        long tokens,
        long words,
        long malformed,
        double tokensPerByte,
        double tokensPerWord,
        List<Length> lengths)
        implements Serializable {

    /** How many documents have {@code from} to {@code to} tokens, both inclusive. */
    public record Length(long from, long to, long documents) implements Serializable {}

    static Stats of(long documents, long bytes, long tokens, long words, long malformed, long[] lengths) {
        List<Length> bins = new ArrayList<>();
        for (int bits = 1; bits < lengths.length; bits++) {
            if (lengths[bits] > 0) {
                bins.add(new Length(1L << (bits - 1), (1L << bits) - 1, lengths[bits]));
            }
        }
        return new Stats(
                documents,
                bytes,
                tokens,
                words,
                malformed,
                ratio(tokens, bytes),
                ratio(tokens, words),
                List.copyOf(bins));
    }

    private static double ratio(long tokens, long units) {
        return units == 0 ? 0 : (double) tokens / units;
    }

    /** The same for people, a line each. */
    public String table() {
        StringBuilder table = new StringBuilder();
        line(table, "documents", documents);
        line(table, "bytes", bytes);
        line(table, "tokens", tokens);
        line(table, "words", words);
        line(table, "malformed records", malformed);
        table.append("%-20s %19.4f%n".formatted("tokens per byte", tokensPerByte));
        table.append("%-20s %19.4f%n".formatted("tokens per word", tokensPerWord));
        table.append("%n%-20s %19s%n".formatted("tokens in a document", "documents"));
        for (Length length : lengths) {
            table.append("%-20s %,19d  %5.1f %%%n"
                    .formatted(
                            length.from == length.to ? length.from : length.from + " to " + length.to,
                            length.documents,
                            100.0 * length.documents / documents));
        }
        return table.toString().replace(System.lineSeparator(), "\n");
    }

    private static void line(StringBuilder table, String name, long value) {
        table.append("%-20s %,19d%n".formatted(name, value));
    }
}
