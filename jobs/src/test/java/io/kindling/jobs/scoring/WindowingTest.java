package io.kindling.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowingTest {
    private static final Windowing ROLLING = new Windowing.Rolling();

    /** What a window sees, and what it predicts: {@code "⊥ab>ab c"}, with a dot for each place that it doesn't score. */
    private static List<String> written(Windowing windowing, String tokens, int time) {
        String sequence = "⊥" + tokens;
        return windowing.windows(tokens.length(), time).stream()
                .map(window -> sequence.substring(window.from(), window.to())
                        + ">"
                        + ".".repeat(window.scored() - window.from())
                        + sequence.substring(window.scored() + 1, window.to() + 1))
                .toList();
    }

    @Test
    void disjointWindowsStandSideBySide() {
        Windowing disjoint = new Windowing.Disjoint();
        assertThat(written(disjoint, "", 4)).isEmpty();
        assertThat(written(disjoint, "abcd", 4)).containsExactly("⊥abc>abcd");
        assertThat(written(disjoint, "abcde", 4)).containsExactly("⊥abc>abcd", "d>e");
        assertThat(written(disjoint, "abcdefghijklmnopq", 4)) // 3T + 5
                .containsExactly("⊥abc>abcd", "defg>efgh", "hijk>ijkl", "lmno>mnop", "p>q");
    }

    /** As get_rolling_token_windows with a context of one token and make_disjoint_window give them, T = 4. */
    @Test
    void rollingWindowsAreTheHarnesss() {
        assertThat(written(ROLLING, "", 4)).isEmpty();
        assertThat(written(ROLLING, "a", 4)).containsExactly("⊥>a");
        assertThat(written(ROLLING, "abcd", 4)).containsExactly("⊥abc>abcd");
        assertThat(written(ROLLING, "abcde", 4)).containsExactly("⊥abc>abcd", "abcd>...e");
        assertThat(written(ROLLING, "abcdefghijklmnopq", 4)) // 3T + 5
                .containsExactly("⊥abc>abcd", "defg>efgh", "hijk>ijkl", "lmno>mnop", "mnop>...q");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 8, 9, 15, 16, 17, 29, 100})
    void rollingWindowsFollowTheHarnesssCode(int tokens) {
        assertThat(ROLLING.windows(tokens, 8)).isEqualTo(harness(tokens, 8));
    }

    /** lm-evaluation-harness's two functions, in its own terms, on the places of the tokens. */
    private static List<Window> harness(int count, int maxSeqLen) {
        List<Window> windows = new ArrayList<>();
        if (count == 0) {
            return windows;
        }
        int firstSeqLen = Math.min(maxSeqLen, count);
        windows.add(new Window(0, firstSeqLen, 0));
        int predicted = firstSeqLen;
        while (predicted < count) {
            int windowPredLen = Math.min(count - predicted, maxSeqLen);
            int windowEnd = predicted + windowPredLen;
            // token_list[window_end - max_seq_len - 1 : window_end - 1], here one place on because of the prefix token
            int inputFrom = windowEnd - maxSeqLen;
            int contextTo = inputFrom + maxSeqLen - (windowPredLen - 1);
            // a[: len(a) - (len(b) - 1)], then the continuation but its last token
            windows.add(new Window(inputFrom, contextTo + windowPredLen - 1, contextTo - 1));
            predicted += windowPredLen;
        }
        return windows;
    }

    @Test
    void slidingWindowsAreHuggingFaces() {
        assertThat(written(new Windowing.Sliding(2), "", 4)).isEmpty();
        assertThat(written(new Windowing.Sliding(2), "a", 4)).containsExactly("⊥>a");
        assertThat(written(new Windowing.Sliding(2), "abc", 4)).containsExactly("⊥ab>abc");
        assertThat(written(new Windowing.Sliding(2), "abcdef", 4)).containsExactly("⊥ab>abc", "bcd>.de", "de>.f");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 5, 17, 40})
    void everyTokenIsScoredOnce(int tokens) {
        for (Windowing windowing : List.of(
                ROLLING,
                new Windowing.Disjoint(),
                new Windowing.Sliding(1),
                new Windowing.Sliding(3),
                new Windowing.Sliding(7))) {
            List<Integer> scored = new ArrayList<>();
            for (Window window : windowing.windows(tokens, 8)) {
                assertThat(window.length()).isBetween(1, 8);
                for (int place = window.scored(); place < window.to(); place++) {
                    scored.add(place);
                }
            }
            assertThat(scored).hasSize(tokens).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void windowsAreSaidInAWord() {
        assertThat(Windowing.of("disjoint")).isEqualTo(new Windowing.Disjoint());
        assertThat(Windowing.of("rolling")).isEqualTo(ROLLING);
        assertThat(Windowing.of("sliding:256")).isEqualTo(new Windowing.Sliding(256));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "256", "Rolling", "sliding", "sliding:", "sliding:-1", "sliding:1.5", "sliding:99999999999"})
    void otherWordsAreRefused(String windows) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Windowing.of(windows))
                .withMessage("windows (" + windows
                        + ") must be disjoint, rolling or sliding:N with a number of tokens, as sliding:256");
    }

    @Test
    void slidingWindowsMustOverlap() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Windowing.Sliding(8).requireFits(8))
                .withMessage("windows (sliding:8) must slide by less than the model's contextLength (8) so that they"
                        + " overlap: those that don't are windows=disjoint");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Windowing.of("sliding:0"))
                .withMessage("windows (sliding:0) must slide by at least one token");
    }
}
