package io.kindling.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {
    private static final int END = 99;

    @Test
    void theLastWindowLooksBackAsFarAsTheModelCanSee() {
        List<Window> windows = Window.rolling(new int[] {1, 2, 3, 4, 5, 6, 7}, END, 3);
        assertThat(windows).hasSize(3);
        assertThat(windows.get(0).inputs).containsExactly(END, 1, 2);
        assertThat(windows.get(0).targets).containsExactly(1, 2, 3);
        assertThat(windows.get(1).inputs).containsExactly(3, 4, 5);
        assertThat(windows.get(1).targets).containsExactly(4, 5, 6);
        assertThat(windows.get(2).inputs).containsExactly(4, 5, 6);
        assertThat(windows.get(2).targets).containsExactly(-1, -1, 7);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 5, 17})
    void everyTokenIsScoredOnce(int length) {
        int[] tokens = IntStream.rangeClosed(1, length).toArray();
        int[] scored = Window.rolling(tokens, END, 4).stream()
                .flatMapToInt(window -> Arrays.stream(window.targets))
                .filter(target -> target >= 0)
                .toArray();
        assertThat(scored).isEqualTo(tokens);
    }

    @Test
    void wordsAreCountedAsPythonSplitsThem() {
        assertThat(DocumentScore.words("one two\n\n three")).isEqualTo(3);
        assertThat(DocumentScore.words(" one ")).isEqualTo(3);
        assertThat(DocumentScore.words("one\u00a0two")).isEqualTo(2);
    }
}
