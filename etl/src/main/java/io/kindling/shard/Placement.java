package io.kindling.shard;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Which shard a document goes to, and where in it: a pure function of the document, never of the partition it was read
 * in.
 */
sealed interface Placement extends Serializable {
    /**
     * A run of a document's bytes, or of its tokens, that becomes a document of a shard.
     *
     * @param slice the slices of all shards are counted through; in a shard's later one, keys are greater
     * @param key documents lie in a shard in the order of their keys; never negative
     */
    record Piece(int slice, long key, int from, int to) {}

    /**
     * The pieces of a document, none of them empty.
     *
     * @param number of the document in the corpus; only {@link ByPosition} looks at it
     */
    List<Piece> pieces(String id, long number, byte[] text);

    /** The same of a document that is so many tokens, whose pieces are runs of these. */
    List<Piece> pieces(String id, long number, int tokens);

    /** Whole documents, by a hash of the id: shuffled, so that every shard is a fair sample of the corpus. */
    record ByHash(ShardPlan plan, double validationFraction, long seed) implements Placement {
        private static final double UNIT = 0x1p-53;

        @Override
        public List<Piece> pieces(String id, long number, byte[] text) {
            return pieces(id, number, text.length);
        }

        @Override
        public List<Piece> pieces(String id, long number, int length) {
            long hash = hash(id);
            boolean validates = (draw(hash, 1) >>> 11) * UNIT < validationFraction;
            int shards = validates ? plan.validation() : plan.train();
            int shard = (int) Long.remainderUnsigned(draw(hash, 2), shards);
            long key = draw(hash, 3) >>> 1;
            int first = plan.firstSlice(validates ? plan.train() + shard : shard);
            return List.of(new Piece(first + (int) Math.multiplyHigh(key, 2L * plan.slices()), key, 0, length));
        }

        /** FNV-1a over UTF-16; {@link #draw} mixes it further. */
        private long hash(String id) {
            long hash = 0xcbf29ce484222325L ^ SampleOrder.mix(seed);
            for (int at = 0; at < id.length(); at++) {
                hash = (hash ^ id.charAt(at)) * 0x100000001b3L;
            }
            return hash;
        }

        private static long draw(long hash, int number) {
            return SampleOrder.mix(SampleOrder.mix(hash) + number);
        }
    }

    /** The first characters of each document train, the rest validates; documents keep their order. */
    record ByPosition(ShardPlan plan, double validationFraction, long documents) implements Placement {
        @Override
        public List<Piece> pieces(String id, long number, byte[] text) {
            return pieces(number, text.length, cut(text));
        }

        @Override
        public List<Piece> pieces(String id, long number, int tokens) {
            return pieces(number, tokens, (int) (tokens * (1 - validationFraction)));
        }

        private List<Piece> pieces(long number, int length, int cut) {
            List<Piece> pieces = new ArrayList<>();
            if (cut > 0) {
                pieces.add(piece(number, 0, plan.train(), 0, cut));
            }
            if (cut < length) {
                pieces.add(piece(number, plan.train(), plan.validation(), cut, length));
            }
            return pieces;
        }

        private Piece piece(long number, int firstShard, int shards, int from, int to) {
            int slice = (int) (number * plan.firstSlice(shards) / documents);
            return new Piece(plan.firstSlice(firstShard) + slice, number, from, to);
        }

        /** The byte at which validation begins: 90 % of 1,115,394 characters are 1,003,854. */
        private int cut(byte[] text) {
            if (validationFraction == 0) {
                return text.length;
            }
            long characters = 0;
            for (byte unit : text) {
                characters += beginsCharacter(unit) ? 1 : 0;
            }
            long left = (long) (characters * (1 - validationFraction));
            int at = 0;
            while (at < text.length && (left > 0 || !beginsCharacter(text[at]))) {
                left -= beginsCharacter(text[at]) ? 1 : 0;
                at++;
            }
            return at;
        }

        private static boolean beginsCharacter(byte unit) {
            return (unit & 0xC0) != 0x80;
        }
    }
}
