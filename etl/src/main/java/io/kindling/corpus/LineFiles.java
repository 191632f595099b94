package io.kindling.corpus;

import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.spark.api.java.JavaNewHadoopRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * A document in each line, with the path and the line's first byte as the id: {@code plays/hamlet.txt:1024}. Lines end
 * in LF, CR LF or CR and may lie anywhere in a file: which task reads them makes no difference.
 */
final class LineFiles {
    private static final long SMALLEST_SPLIT = 1L << 20;
    private static final long LARGEST_SPLIT = 64L << 20;

    private LineFiles() {}

    /** Makes a document of a line, or null where there is none in it. */
    @FunctionalInterface
    interface Parser extends Serializable {
        Row document(String file, long offset, byte[] line);
    }

    /** Hadoop's lines, but offsets in a compressed file are those of its text, so nobody can begin in its middle. */
    public static final class Lines extends TextInputFormat {
        /** For Hadoop, which makes one by its name. */
        public Lines() {}

        @Override
        protected boolean isSplitable(JobContext context, Path file) {
            return new CompressionCodecFactory(context.getConfiguration()).getCodec(file) == null;
        }
    }

    static JavaRDD<Row> read(JavaSparkContext spark, InputFiles inputs, Parser parser) throws IOException {
        Job job = Job.getInstance(spark.hadoopConfiguration());
        FileInputFormat.setInputPaths(job, inputs.paths());
        long share = inputs.bytes() / spark.defaultParallelism() + 1;
        FileInputFormat.setMaxInputSplitSize(job, Math.max(SMALLEST_SPLIT, Math.min(LARGEST_SPLIT, share)));
        JavaNewHadoopRDD<LongWritable, Text> lines = (JavaNewHadoopRDD<LongWritable, Text>)
                spark.newAPIHadoopRDD(job.getConfiguration(), Lines.class, LongWritable.class, Text.class);
        String root = inputs.root();
        return lines.mapPartitionsWithInputSplit(
                (split, iterator) -> {
                    String file = ((FileSplit) split).getPath().toString().substring(root.length());
                    return new Documents(file, iterator, parser);
                },
                true);
    }

    /** The documents of one split. */
    private static final class Documents implements Iterator<Row> {
        private final String file;
        private final Iterator<Tuple2<LongWritable, Text>> lines;
        private final Parser parser;
        private Row next;

        Documents(String file, Iterator<Tuple2<LongWritable, Text>> lines, Parser parser) {
            this.file = file;
            this.lines = lines;
            this.parser = parser;
        }

        @Override
        public boolean hasNext() {
            while (next == null && hasLine()) {
                Tuple2<LongWritable, Text> line = lines.next();
                long offset = line._1.get();
                DocumentRow.requireLength(line._2.getLength(), place(file, offset));
                next = parser.document(file, offset, line._2.copyBytes());
            }
            return next != null;
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Row row = next;
            next = null;
            return row;
        }

        private boolean hasLine() {
            try {
                return lines.hasNext();
            } catch (Exception e) { // Spark's iterators throw IOException undeclared
                if (e instanceof IOException cause) {
                    throw TextFiles.unreadable(cause, file);
                }
                throw e;
            }
        }
    }

    /** How messages name a line. */
    static String place(String file, long offset) {
        return file + ", byte " + offset;
    }

    /** The parser of plain lines. */
    static Row line(String file, long offset, byte[] line) {
        return line.length == 0 ? null : DocumentRow.of(file + ":" + offset, file, line, place(file, offset));
    }
}
