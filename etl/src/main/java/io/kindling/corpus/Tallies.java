package io.kindling.corpus;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What one partition counts, as rows (kind, word, count) for Spark to add up. Words are added up here first, in a table
 * that is handed on and begun anew when it is full, so memory doesn't grow with the partition.
 *
 * <p>Documents and bytes are rows too: accumulators would count a task that is tried again twice.
 */
final class Tallies implements Iterator<Row> {
    static final String WORD = "word";
    /** Occurrences of words that are too long to be counted one by one. */
    static final String LONG_WORDS = "longWords";

    static final String DOCUMENTS = "documents";
    static final String BYTES = "bytes";
    static final StructType SCHEMA = new StructType()
            .add("kind", DataTypes.StringType)
            .add("word", DataTypes.BinaryType)
            .add("count", DataTypes.LongType);

    private static final int FULL_WORDS = 1 << 20;
    private static final int FULL_BYTES = 32 << 20;

    private final Iterator<Row> texts;
    private final Splitter splitter;
    private final int longest;
    private Iterator<Row> ready = Collections.emptyIterator();

    /**
     * Counts in the texts, a binary column.
     *
     * @param longest the most bytes of a word that is counted by itself
     */
    Tallies(Iterator<Row> texts, Splitter splitter, int longest) {
        this.texts = texts;
        this.splitter = splitter;
        this.longest = longest;
    }

    @Override
    public boolean hasNext() {
        if (!ready.hasNext() && texts.hasNext()) {
            ready = count();
        }
        return ready.hasNext();
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.next();
    }

    /** Counts in as many texts as fill a table, in one at least. */
    private Iterator<Row> count() {
        WordTable table = new WordTable();
        long documents = 0;
        long bytes = 0;
        long longWords = 0;
        while (texts.hasNext() && table.size() < FULL_WORDS && table.wordBytes() < FULL_BYTES) {
            byte[] text = texts.next().getAs(0);
            documents++;
            bytes += text.length;
            longWords += add(text, table);
        }
        Stream<Row> sums = Stream.of(
                RowFactory.create(DOCUMENTS, null, documents),
                RowFactory.create(BYTES, null, bytes),
                RowFactory.create(LONG_WORDS, null, longWords));
        return Stream.concat(sums, table.words().map(word -> RowFactory.create(WORD, word.word(), word.count())))
                .iterator();
    }

    /** Counts the words of a text and returns the number of those that are too long. */
    private long add(byte[] text, WordTable table) {
        long longWords = 0;
        for (int from = 0; from < text.length; ) {
            int to = splitter.end(text, from, text.length);
            if (to - from <= longest) {
                table.add(text, from, to);
            } else {
                longWords++;
            }
            from = to;
        }
        return longWords;
    }
}
