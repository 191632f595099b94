package io.kindling.tokenizer;

import java.util.Arrays;
import java.util.List;

/** The bytes of every token, by id. */
final class Vocabulary {
    private final byte[] bytes;
    private final int[] starts; // and the end of the last

    Vocabulary(List<byte[]> tokens) {
        starts = new int[tokens.size() + 1];
        for (int id = 0; id < tokens.size(); id++) {
            starts[id + 1] = Math.addExact(starts[id], tokens.get(id).length);
        }
        bytes = new byte[starts[tokens.size()]];
        for (int id = 0; id < tokens.size(); id++) {
            System.arraycopy(tokens.get(id), 0, bytes, starts[id], tokens.get(id).length);
        }
    }

    int size() {
        return starts.length - 1;
    }

    byte[] token(int id) {
        return Arrays.copyOfRange(bytes, starts[id], starts[id + 1]);
    }

    byte[] decode(int[] ids) {
        long length = 0;
        for (int id : ids) {
            if (id < 0 || id >= size()) {
                throw new IllegalArgumentException("id (" + id + ") must be at least 0 and below vocabularySize ("
                        + size() + "): these ids are of another tokenizer");
            }
            length += starts[id + 1] - starts[id];
        }
        byte[] text = new byte[Math.toIntExact(length)];
        int at = 0;
        for (int id : ids) {
            int size = starts[id + 1] - starts[id];
            System.arraycopy(bytes, starts[id], text, at, size);
            at += size;
        }
        return text;
    }
}
