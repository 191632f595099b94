package io.kindling.corpus;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Bytes that a scan stops at, two ASCII characters and all below a third, looked for in eight bytes at a time. */
final class StopBytes {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;

    private final char one;
    private final char other;
    private final char floor;

    /** @param floor below which all stop it, an ASCII character */
    StopBytes(char one, char other, char floor) {
        this.one = one;
        this.other = other;
        this.floor = floor;
    }

    /** Where the first of them is, or {@code to} if none is before it. */
    int find(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long found = found((long) LONG.get(bytes, at));
            if (found != 0) {
                return at + first(found);
            }
        }
        while (at < to && !stops(bytes[at])) {
            at++;
        }
        return at;
    }

    /** As {@link #find}, and moves what is before it down, to {@code place} on; what is behind it stays. */
    int move(byte[] bytes, int from, int to, int place) {
        int down = from - place;
        if (down == 0) {
            return find(bytes, from, to);
        }
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long eight = (long) LONG.get(bytes, at);
            long found = found(eight);
            if (found != 0) {
                int first = first(found);
                long behind = -1L << (first * Byte.SIZE);
                LONG.set(bytes, at - down, (eight & ~behind) | ((long) LONG.get(bytes, at - down) & behind));
                return at + first;
            }
            LONG.set(bytes, at - down, eight);
        }
        for (; at < to && !stops(bytes[at]); at++) {
            bytes[at - down] = bytes[at];
        }
        return at;
    }

    private boolean stops(byte b) {
        return b == one || b == other || (b >= 0 && b < floor);
    }

    private long found(long eight) {
        return lowestBelow(eight ^ one * EACH, 1) | lowestBelow(eight ^ other * EACH, 1) | lowestBelow(eight, floor);
    }

    private static int first(long found) {
        return Long.numberOfTrailingZeros(found) >>> 3;
    }

    /**
     * The top bit of the lowest byte that is below {@code bound}, 0x80 at most, none if none is; what it says of those above
     * is not to be used.
     */
    private static long lowestBelow(long bytes, int bound) {
        return (bytes - bound * EACH) & ~bytes & (EACH << 7);
    }
}
