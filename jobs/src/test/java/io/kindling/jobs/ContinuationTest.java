package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContinuationTest {
    @TempDir
    private static Path folder;

    private static Tokenizer tokenizer;

    @BeforeAll
    static void vocabulary() throws IOException {
        SmallModel.write(folder);
        tokenizer = SmallModel.tokenizer(folder);
    }

    /** What is shown with each byte of a text, a token each. */
    private static String shown(Continuation continuation, String text) {
        StringBuilder shown = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean goesOn = continuation.add(tokenizer.encode(new byte[] {b}, 0, 1)[0]);
            shown.append(continuation.news()).append('|');
            if (!goesOn) {
                break;
            }
        }
        return shown.append(continuation.rest()).toString();
    }

    @Test
    void charactersAreShownWhole() {
        assertThat(shown(new Continuation(tokenizer, List.of()), "aé\u20ac😀")).isEqualTo("a||é|||\u20ac||||😀|");
    }

    @Test
    void whatMayBecomeAStopTextIsHeldBack() {
        Continuation continuation = new Continuation(tokenizer, List.of("stop", "it"));
        assertThat(shown(continuation, "do sto not stop now")).isEqualTo("|||d|o| |s|t|o| |n|o|t| ||");
        assertThat(continuation.text()).isEqualTo("do sto not ");
        assertThat(continuation.stopped()).isTrue();
        assertThat(continuation.tokens()).isEqualTo(15);
    }

    @Test
    void aTextThatNothingStoppedIsShownToItsEnd() {
        Continuation continuation = new Continuation(tokenizer, List.of("stop"));
        assertThat(shown(continuation, "a sto")).isEqualTo("|||a| |sto");
        assertThat(continuation.text()).isEqualTo("a sto");
    }
}
