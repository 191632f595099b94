package io.kindling.shard;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.spark.serializer.DeserializationStream;
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerInstance;
import org.apache.spark.unsafe.Platform;
import scala.reflect.ClassTag;

/**
 * How {@link ShuffleRecord}s travel: the length of each, then its bytes. They are keys, and have no values. As each
 * stands for itself, Spark moves them about as bytes.
 */
final class RecordSerializer extends Serializer implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public SerializerInstance newInstance() {
        return new Streams();
    }

    @Override
    public boolean supportsRelocationOfSerializedObjects() {
        return true;
    }

    private static UnsupportedOperationException onlyKeys() {
        return new UnsupportedOperationException("records travel in streams, as keys");
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void unchecked(Action action) {
        try {
            action.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Streams extends SerializerInstance {
        private static final int BUFFER_BYTES = 1 << 16;

        @Override
        public SerializationStream serializeStream(OutputStream out) {
            return new Writer(new DataOutputStream(out));
        }

        @Override
        public DeserializationStream deserializeStream(InputStream in) {
            return new Reader(new DataInputStream(new BufferedInputStream(in, BUFFER_BYTES)));
        }

        @Override
        public <T> ByteBuffer serialize(T object, ClassTag<T> type) {
            throw onlyKeys();
        }

        @Override
        public <T> T deserialize(ByteBuffer bytes, ClassTag<T> type) {
            throw onlyKeys();
        }

        @Override
        public <T> T deserialize(ByteBuffer bytes, ClassLoader loader, ClassTag<T> type) {
            throw onlyKeys();
        }
    }

    private static final class Writer extends SerializationStream {
        private final DataOutputStream out;

        Writer(DataOutputStream out) {
            this.out = out;
        }

        @Override
        public <T> SerializationStream writeKey(T key, ClassTag<T> type) {
            byte[] bytes = ((ShuffleRecord) key).bytes();
            unchecked(() -> {
                out.writeInt(bytes.length);
                out.write(bytes);
            });
            return this;
        }

        @Override
        public <T> SerializationStream writeValue(T value, ClassTag<T> type) {
            return this;
        }

        @Override
        public <T> SerializationStream writeObject(T object, ClassTag<T> type) {
            throw onlyKeys();
        }

        @Override
        public void flush() {
            unchecked(out::flush);
        }

        @Override
        public void close() {
            unchecked(out::close);
        }
    }

    private static final class Reader extends DeserializationStream {
        private final DataInputStream in;

        Reader(DataInputStream in) {
            this.in = in;
        }

        /** Spark takes an EOFException, which Scala needn't declare, for the end of the stream. */
        @Override
        @SuppressWarnings("unchecked")
        public <T> T readKey(ClassTag<T> type) {
            try {
                return (T) new ShuffleRecord(bytes(in.readInt()));
            } catch (IOException e) {
                Platform.throwException(e);
                throw new AssertionError(e);
            }
        }

        private byte[] bytes(int length) throws IOException {
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new IOException("a record of " + length + " bytes ends after " + bytes.length);
            }
            return bytes;
        }

        @Override
        public <T> T readValue(ClassTag<T> type) {
            return null;
        }

        @Override
        public <T> T readObject(ClassTag<T> type) {
            throw onlyKeys();
        }

        @Override
        public void close() {
            unchecked(in::close);
        }
    }
}
