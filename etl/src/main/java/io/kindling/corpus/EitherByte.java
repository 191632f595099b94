package io.kindling.corpus;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Two ASCII characters of which the nearer one is looked for, in eight bytes at a time. */
final class EitherByte {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;

    private final char one;
    private final char other;

    EitherByte(char one, char other) {
        this.one = one;
        this.other = other;
    }

    /** Where the first of either is, or {@code to} if none is before it. */
    int find(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long found = found((long) LONG.get(bytes, at));
            if (found != 0) {
                return at + first(found);
            }
        }
        while (at < to && bytes[at] != one && bytes[at] != other) {
            at++;
        }
        return at;
    }

    /**
     * As {@link #find}, and copies what is before it: to {@code into} from {@code place} on, where there must be room for
     * all the bytes up to {@code to}. What is behind the copy there may be overwritten.
     */
    int copy(byte[] bytes, int from, int to, byte[] into, int place) {
        int ahead = place - from;
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long eight = (long) LONG.get(bytes, at);
            LONG.set(into, at + ahead, eight);
            long found = found(eight);
            if (found != 0) {
                return at + first(found);
            }
        }
        for (; at < to && bytes[at] != one && bytes[at] != other; at++) {
            into[at + ahead] = bytes[at];
        }
        return at;
    }

    private long found(long eight) {
        return lowestZero(eight ^ one * EACH) | lowestZero(eight ^ other * EACH);
    }

    private static int first(long found) {
        return Long.numberOfTrailingZeros(found) >>> 3;
    }

    /** The top bit of the lowest byte that is zero, none if none is; what it says of those above is not to be used. */
    private static long lowestZero(long bytes) {
        return (bytes - EACH) & ~bytes & (EACH << 7);
    }
}
