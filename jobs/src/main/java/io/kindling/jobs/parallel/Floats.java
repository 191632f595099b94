package io.kindling.jobs.parallel;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A vector of floats that travels in bulk: Java's own serialization would take it element by element. */
public final class Floats implements Externalizable {
    private static final int CHUNK = 1 << 16;

    private float[] values = {};

    /** An empty vector, for deserialization to fill. */
    public Floats() {}

    public Floats(float[] values) {
        this.values = values;
    }

    /** The elements themselves, not a copy; nobody changes them. */
    public float[] values() {
        return values;
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
        out.writeInt(values.length);
        byte[] bytes = new byte[CHUNK * Float.BYTES];
        FloatBuffer floats = ByteBuffer.wrap(bytes).asFloatBuffer();
        for (int from = 0; from < values.length; from += CHUNK) {
            int count = Math.min(CHUNK, values.length - from);
            floats.put(0, values, from, count);
            out.write(bytes, 0, count * Float.BYTES);
        }
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException {
        values = new float[in.readInt()];
        byte[] bytes = new byte[CHUNK * Float.BYTES];
        FloatBuffer floats = ByteBuffer.wrap(bytes).asFloatBuffer();
        for (int from = 0; from < values.length; from += CHUNK) {
            int count = Math.min(CHUNK, values.length - from);
            in.readFully(bytes, 0, count * Float.BYTES);
            floats.get(0, values, from, count);
        }
    }

    /** The SHA-256 of the elements as big-endian float32, in hexadecimal: equal exactly for equal bits. */
    public String sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ByteBuffer bytes = ByteBuffer.allocate(CHUNK * Float.BYTES);
            for (int from = 0; from < values.length; from += CHUNK) {
                int count = Math.min(CHUNK, values.length - from);
                bytes.clear();
                bytes.asFloatBuffer().put(values, from, count);
                digest.update(bytes.limit(count * Float.BYTES));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
