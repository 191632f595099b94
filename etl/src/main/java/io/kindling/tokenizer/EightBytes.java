package io.kindling.tokenizer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Eight bytes of text in a long, the first one lowest, and masks that say which of them are of a class: 0x80 in the
 * byte for each that is, 0 for the others. Only ASCII is of any class.
 *
 * <p>Sums of bytes below 0x80 stay within their byte, so one addition compares all eight. For the letters, with the bit
 * of lower case set: {@code 'b' + 0x1F} is 0x81, from {@code 'a'} on the high bit is set; {@code 'b' + 0x05} is 0x67,
 * only past {@code 'z'} it is.
 */
final class EightBytes {
    static final int SIZE = Long.BYTES;

    /** The high bit of each byte. */
    static final long HIGH = 0x8080808080808080L;

    private static final long EACH = 0x0101010101010101L;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private EightBytes() {}

    /** The bytes from {@code at}, which must be {@value #SIZE} at least. */
    static long at(byte[] text, int at) {
        return (long) LONG.get(text, at);
    }

    /** The bytes from {@code at}, zeros past the end of the text. */
    static long upTo(byte[] text, int at) {
        if (at <= text.length - SIZE) {
            return at(text, at);
        }
        long bytes = 0;
        for (int i = text.length - 1; i >= at; i--) {
            bytes = bytes << 8 | (text[i] & 0xFF);
        }
        return bytes;
    }

    static long letters(long bytes) {
        return range(bytes | (0x20 * EACH), 'a', 'z') & ~bytes;
    }

    /** How many of the eight bytes from {@code at} are letters before the first that isn't. */
    static int lettersFrom(byte[] text, int at) {
        return before(~letters(at(text, at)) & HIGH);
    }

    static long digits(long bytes) {
        return range(bytes, '0', '9') & ~bytes;
    }

    /** White space: the space itself, and from tab to carriage return. */
    static long spaces(long bytes) {
        return (range(bytes, '\t', '\r') & ~bytes) | equal(bytes, ' ');
    }

    static long equal(long bytes, char ascii) {
        long differences = bytes ^ (ascii * EACH);
        return ~(((differences & ~HIGH) + ~HIGH) | differences) & HIGH;
    }

    /** A mask with one bit for a byte, the first one lowest. */
    static long bits(long mask) {
        return ((mask >>> 7) * 0x0102040810204080L) >>> 56; // byte k, at bit 8k, is wanted at 56 + k, 7 (8 - k) higher
    }

    static boolean twoAreAscii(byte[] text, int at) {
        return (text[at] | text[at + 1]) >= 0;
    }

    /** How many bytes come before the first one of the mask; {@value #SIZE} if there is none. */
    static int before(long mask) {
        return Long.numberOfTrailingZeros(mask) >>> 3;
    }

    /** The low seven bits of each byte from {@code first} to {@code last}. */
    private static long range(long bytes, char first, char last) {
        long low = bytes & ~HIGH;
        return (low + (0x80 - first) * EACH) & ~(low + (0x7F - last) * EACH) & HIGH;
    }
}
