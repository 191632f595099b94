package io.kindling.tokenizer;

/** What every piece begins as: the ids of the 256 bytes, and the ranks of their pairs in a table of their own. */
final class Alphabet {
    private final int[] ids;
    private final int[] ranks = new int[ByteAlphabet.SIZE * ByteAlphabet.SIZE];

    private Alphabet(int[] ids, Merges merges) {
        this.ids = ids;
        for (int left = 0; left < ByteAlphabet.SIZE; left++) {
            for (int right = 0; right < ByteAlphabet.SIZE; right++) {
                ranks[left << 8 | right] = merges.rank(ids[left], ids[right]);
            }
        }
    }

    /** The alphabet of a vocabulary in which every byte has a token. */
    static Alphabet of(Vocabulary vocabulary, Merges merges) {
        int[] ids = new int[ByteAlphabet.SIZE];
        for (int id = 0; id < vocabulary.size(); id++) {
            byte[] token = vocabulary.token(id);
            if (token.length == 1) {
                ids[token[0] & 0xFF] = id;
            }
        }
        return new Alphabet(ids, merges);
    }

    int id(byte b) {
        return ids[b & 0xFF];
    }

    /** The rank of a pair of bytes, as {@link Merges#rank}. */
    int rank(byte left, byte right) {
        return ranks[(left & 0xFF) << 8 | (right & 0xFF)];
    }
}
