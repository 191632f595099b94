package io.kindling.clean;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Names a content: the first 128 bits of its SHA-256. */
record ContentHash(long first, long second) {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(() -> {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    });

    static ContentHash of(byte[] bytes, int from, int to) {
        MessageDigest digest = DIGEST.get();
        digest.update(bytes, from, to - from);
        byte[] hash = digest.digest();
        return new ContentHash((long) LONG.get(hash, 0), (long) LONG.get(hash, Long.BYTES));
    }
}
