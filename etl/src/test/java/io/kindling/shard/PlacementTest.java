package io.kindling.shard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.shard.Placement.ByHash;
import io.kindling.shard.Placement.ByPosition;
import io.kindling.shard.Placement.Piece;
import io.kindling.tokenizer.Characters;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static final byte[] TEXT = "text".getBytes(UTF_8);

    @Test
    void hashesSpreadDocumentsEvenlyOverPartsAndShards() {
        ByHash placement = new ByHash(new ShardPlan(8, 2, 1), 0.2, 5);
        long[] counts = new long[10];
        for (int document = 0; document < 100_000; document++) {
            Piece piece = placement.pieces("stories:0/" + document, 0, TEXT).get(0);
            assertThat(piece.key()).isNotNegative();
            assertThat(piece.to()).isEqualTo(TEXT.length);
            counts[piece.slice()]++;
        }
        assertThat(Arrays.stream(counts)).allMatch(count -> count > 9_600 && count < 10_400);
    }

    @Test
    void aDocumentValidatesWhateverTheNumberOfShards() {
        for (int document = 0; document < 1_000; document++) {
            boolean one =
                    piece(new ByHash(new ShardPlan(1, 1, 1), 0.3, 5), document).slice() == 1;
            boolean many = piece(new ByHash(new ShardPlan(50, 20, 1), 0.3, 5), document)
                            .slice()
                    >= 50;
            assertThat(many).isEqualTo(one);
        }
    }

    @Test
    void aLargerFractionKeepsWhatASmallerOneKept() {
        for (int document = 0; document < 1_000; document++) {
            if (piece(new ByHash(new ShardPlan(1, 1, 1), 0.1, 5), document).slice() == 1) {
                assertThat(piece(new ByHash(new ShardPlan(1, 1, 1), 0.2, 5), document)
                                .slice())
                        .isEqualTo(1);
            }
        }
    }

    private static Piece piece(ByHash placement, int document) {
        return placement.pieces("d" + document, 0, TEXT).get(0);
    }

    @Test
    void nineTenthsOfTheCharactersTrainWhateverTheirBytes() {
        ByPosition placement = new ByPosition(new ShardPlan(1, 1, 1), 0.1, 1);
        for (String character : List.of("a", "ä", "字", "😀")) {
            for (int characters = 1; characters < 50; characters++) {
                byte[] text = character.repeat(characters).getBytes(UTF_8);
                int unit = text.length / characters;
                int training = (int) (characters * 0.9);
                List<Piece> pieces = placement.pieces("id", 0, text);
                assertThat(pieces.get(pieces.size() - 1)).isEqualTo(new Piece(1, 0, training * unit, text.length));
                if (training > 0) {
                    assertThat(pieces.get(0)).isEqualTo(new Piece(0, 0, 0, training * unit));
                }
            }
        }
        byte[] shakespeare = new byte[1_115_394];
        assertThat(placement.pieces("id", 0, shakespeare).get(0).to()).isEqualTo(1_003_854);
    }

    @Test
    void documentsSplitByPositionKeepTheirOrderThroughShards() {
        ByPosition placement = new ByPosition(new ShardPlan(3, 2, 1), 0.5, 7);
        List<Piece> training = IntStream.range(0, 7)
                .mapToObj(number -> placement.pieces("id", number, TEXT).get(0))
                .toList();
        assertThat(training).extracting(Piece::slice).containsExactly(0, 0, 0, 1, 1, 2, 2);
        assertThat(training).extracting(Piece::key).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void slicesFollowEachOtherInTheOrderOfKeys() {
        ShardPlan plan = new ShardPlan(3, 2, 4);
        List<List<Piece>> corpora =
                List.of(pieces(new ByHash(plan, 0.4, 5), 1_000), pieces(new ByPosition(plan, 0.5, 1_000), 1_000));
        for (List<Piece> pieces : corpora) {
            assertThat(pieces).extracting(Piece::slice).contains(0, 19).allMatch(slice -> slice >= 0 && slice < 20);
            List<Piece> sorted = pieces.stream()
                    .sorted(Comparator.comparing((Piece piece) -> plan.shard(piece.slice()))
                            .thenComparing(Piece::key))
                    .toList();
            assertThat(sorted).isSortedAccordingTo(Comparator.comparing(Piece::slice));
        }
    }

    private static List<Piece> pieces(Placement placement, int documents) {
        return IntStream.range(0, documents)
                .mapToObj(document -> placement.pieces("d" + document, document, TEXT))
                .flatMap(List::stream)
                .toList();
    }

    @Test
    void aShardIsSlicedUnlessSlicesWouldBeTooManyOrTooLarge() {
        Characters characters = Characters.of("ab".codePoints().toArray());
        ShardConfig blocks = new ShardConfig(0, Split.DOCUMENT, 1, 128 << 20);
        assertThat(ShardPlan.of(1L << 30, characters, blocks).slices()).isEqualTo(16);
        assertThat(ShardPlan.of(20L << 30, characters, blocks)).isEqualTo(new ShardPlan(320, 0, 6));
        assertThat(ShardPlan.of(40L << 30, characters, blocks)).isEqualTo(new ShardPlan(640, 0, 1));
        assertThat(ShardPlan.of(1L << 30, characters, new ShardConfig(0, Split.DOCUMENT, 1, 1 << 30))
                        .slices())
                .isEqualTo(1);
        assertThat(ShardPlan.of(1L << 20, characters, new ShardConfig(0, Split.DOCUMENT, 1, 1 << 9))
                        .slices())
                .isEqualTo(1);
    }

    @Test
    void shardsAreAboutAsLongAsAskedFor() {
        Characters characters = Characters.of("ab".codePoints().toArray());
        ShardConfig config = new ShardConfig(0.1, Split.DOCUMENT, 1, 1 << 20);
        ShardPlan plan = ShardPlan.of(100L << 20, characters, config);
        assertThat(plan).isEqualTo(new ShardPlan(180, 20, 10));
        assertThat(plan.name(0)).isEqualTo("train-00000");
        assertThat(plan.name(199)).isEqualTo("validation-00019");
        assertThat(ShardPlan.of(10, characters, config)).isEqualTo(new ShardPlan(1, 1, 16));
        assertThat(ShardPlan.of(10, characters, new ShardConfig(0, Split.POSITION, 1, 1 << 20)))
                .isEqualTo(new ShardPlan(1, 0, 16));
        assertThatThrownBy(() -> ShardPlan.of(1L << 40, characters, new ShardConfig(0, Split.DOCUMENT, 1, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shardBytes (1) would make 2199023255552 shards where 1048576 are allowed: raise it");
    }
}
