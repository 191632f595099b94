package io.kindling.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.corpus.StoryCorpus;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SampleOrderTest {
    @Test
    void everyEpochSeesEveryWindowOnceWhateverTheirNumber() {
        for (int samples = 1; samples <= 700; samples++) {
            requireBijection(samples, 3);
        }
        requireBijection(65_536, 2);
        requireBijection(1_000_003, 1);
    }

    private static void requireBijection(int samples, int epochs) {
        int contextLength = 8;
        SampleOrder order = new SampleOrder("train", 8L * samples + 8, contextLength, 42);
        assertThat(order.samplesPerEpoch()).isEqualTo(samples);
        for (long epoch = 0; epoch < epochs; epoch++) {
            BitSet seen = new BitSet(samples);
            long phase = order.start(epoch * samples) % contextLength;
            for (long index = 0; index < samples; index++) {
                long start = order.start(epoch * samples + index);
                assertThat(start % contextLength).isEqualTo(phase);
                seen.set((int) (start / contextLength));
            }
            assertThat(seen.cardinality()).isEqualTo(samples);
            assertThat(seen.length()).isEqualTo(samples);
        }
    }

    @Test
    void windowsStayInsideThePart() {
        for (int contextLength = 1; contextLength <= 9; contextLength++) {
            for (long tokens = contextLength + 1L; tokens < 60; tokens++) {
                SampleOrder order = new SampleOrder("train", tokens, contextLength, 7);
                long most = LongStream.range(0, 40 * order.samplesPerEpoch())
                        .map(order::start)
                        .max()
                        .getAsLong();
                assertThat(most + contextLength + 1).isLessThanOrEqualTo(tokens);
            }
        }
    }

    @Test
    void everyPhaseIsUsedSoThatWindowsDifferBetweenEpochs() {
        SampleOrder order = new SampleOrder("train", 1_000, 256, 7);
        assertThat(order.samplesPerEpoch()).isEqualTo(2);
        Set<Long> phases = new HashSet<>();
        LongStream.range(0, 10_000).forEach(position -> phases.add(order.start(position) % 256));
        assertThat(phases).hasSize(256);
    }

    @Test
    void theExampleOfTheDocumentationHolds() {
        SampleOrder order = new SampleOrder("train", 1_000, 256, 7);
        assertThat(LongStream.range(0, 6).map(order::start)).containsExactly(391L, 135L, 449L, 193L, 93L, 349L);
    }

    @Test
    void aPositionAloneSaysWhichWindow() {
        SampleOrder order = new SampleOrder("train", 100_000, 64, 3);
        long[] forwards = LongStream.range(0, 5_000).map(order::start).toArray();
        SampleOrder another = new SampleOrder("train", 100_000, 64, 3);
        for (int position = 4_999; position >= 0; position--) {
            assertThat(another.start(position)).isEqualTo(forwards[position]);
        }
        assertThat(new SampleOrder("train", 100_000, 64, 4).start(0)).isNotEqualTo(forwards[0]);
        assertThat(Arrays.copyOf(forwards, 4)).containsExactly(68_442, 32_602, 82_266, 76_250);
    }

    @Test
    void theShuffleLooksLikeOne() {
        long samples = 100_000;
        SampleOrder order = new SampleOrder("train", samples + 1, 1, 11);
        double mean = 0;
        int rising = 0;
        for (long index = 0; index < samples; index++) {
            mean += Math.abs(order.start(index) - index) / (double) samples;
            rising += order.start(index) < order.start(index + 1) ? 1 : 0;
        }
        assertThat(mean / samples).isBetween(0.32, 0.35); // 1/3 between two numbers drawn from [0, 1)
        assertThat(rising).isBetween(49_000, 51_000);
    }

    @Test
    void partsBeyondIntsWork() {
        SampleOrder order = new SampleOrder("train", 40_000_000_000L, 1024, 1);
        assertThat(order.samplesPerEpoch()).isEqualTo((40_000_000_000L - 1024) / 1024);
        assertThat(LongStream.range(0, 1_000).map(order::start).max().getAsLong())
                .isGreaterThan(39_000_000_000L);
    }

    @Test
    void aPartShorterThanAWindowIsRefused() {
        assertThatThrownBy(() -> new SampleOrder("train", 120, 256, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("contextLength (256) + 1 exceeds the train part's 120 tokens: shorten contextLength or add"
                        + " text");
        assertThat(new SampleOrder("train", 257, 256, 1).start(5)).isZero();
    }

    @Test
    void packingLosesTheRestOfAWindowWhereCroppingLosesTheRestOfEachDocument() {
        StoryCorpus stories = new StoryCorpus(0);
        int context = 256;
        long tokens = 0;
        long cropped = 0;
        long padded = 0;
        for (int story = 0; story < 2_000; story++) {
            int length = stories.story(story).length() + 1; // characters and end of text
            tokens += length;
            cropped += Math.max(0, length - context - 1);
            padded += Math.max(0, context + 1 - length);
        }
        long packed = new SampleOrder("train", tokens, context, 1).samplesPerEpoch() * context;
        assertThat(tokens - packed).isBetween(1L, 2L * context);
        assertThat((tokens - packed) / (double) tokens).isLessThan(0.0004);
        assertThat(cropped / (double) tokens).isGreaterThan(0.6);
        assertThat(padded).isNotNegative();
    }
}
