package io.kindling.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kindling.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;

/**
 * A text as its tokens come in, which ends before the first stop text. Tokens may end inside a character or a stop text, so bytes are
 * shown only when they can't become part of one.
 */
final class Continuation {
    private static final int LONGEST_CHARACTER = 4;

    private final Tokenizer tokenizer;
    private final List<byte[]> stops;
    private final int longestStop;
    private byte[] bytes = new byte[256];
    private int length;
    private int shown;
    private int tokens;
    private boolean stopped;

    /** @param stops texts that end it; none of them empty */
    Continuation(Tokenizer tokenizer, List<String> stops) {
        this.tokenizer = tokenizer;
        this.stops = stops.stream().map(stop -> stop.getBytes(UTF_8)).toList();
        this.longestStop =
                this.stops.stream().mapToInt(stop -> stop.length).max().orElse(0);
    }

    /** Takes in a token; returns whether the text goes on. */
    boolean add(int token) {
        byte[] more = tokenizer.decode(new int[] {token});
        if (length + more.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * (length + more.length));
        }
        System.arraycopy(more, 0, bytes, length, more.length);
        int from = Math.max(0, length - longestStop + 1);
        length += more.length;
        tokens++;
        stopAtFirst(from);
        return !stopped;
    }

    private void stopAtFirst(int from) {
        for (int at = from; at < length && !stopped; at++) {
            for (byte[] stop : stops) {
                if (at + stop.length <= length && Arrays.equals(bytes, at, at + stop.length, stop, 0, stop.length)) {
                    length = at;
                    stopped = true;
                    break;
                }
            }
        }
    }

    /** What can be shown since the last call. */
    String news() {
        int end = stopped ? length : wholeCharacters(Math.max(shown, length - Math.max(0, longestStop - 1)));
        String news = new String(bytes, shown, end - shown, UTF_8);
        shown = end;
        return news;
    }

    /** What hasn't been shown when no more tokens come. */
    String rest() {
        String rest = new String(bytes, shown, length - shown, UTF_8);
        shown = length;
        return rest;
    }

    /** The end of the last character that is whole by then; malformed bytes count as characters in the end. */
    private int wholeCharacters(int end) {
        int start = end - 1;
        while (start >= shown && start > end - LONGEST_CHARACTER && (bytes[start] & 0xc0) == 0x80) {
            start--;
        }
        if (start < shown) {
            return end;
        }
        int first = bytes[start] & 0xff;
        int size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
        return start + size > end ? start : end;
    }

    /** All of it so far, up to a stop text. */
    String text() {
        return new String(bytes, 0, length, UTF_8);
    }

    /** Tokens that came in. */
    int tokens() {
        return tokens;
    }

    /** Whether a stop text ended it. */
    boolean stopped() {
        return stopped;
    }
}
