package io.kindling.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PassageTest {
    @Test
    void wordsAreCountedAsPythonSplitsThem() {
        assertThat(Passage.words("one two\n\n three")).isEqualTo(3);
        assertThat(Passage.words(" one ")).isEqualTo(3);
        assertThat(Passage.words("one\u00a0two")).isEqualTo(2);
    }
}
