package io.kindling.jobs.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kindling.model.GptConfig;
import org.junit.jupiter.api.Test;

class PageSizeTest {
    private static final GptConfig GPT2 = new GptConfig(50257, 1024, 768, 12, 12, 0, true);

    @Test
    void twoHundredTokensOfGpt2Fit() {
        PageSize.require(GPT2, 200);
        assertThat(PageSize.of(GPT2, 200)).isBetween(12_000_000L, 20_000_000L);
    }

    @Test
    void aPageThatWouldNotOpenAtOnceIsRefusedWithWhatFits() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PageSize.require(GPT2, 1024))
                .withMessageMatching(
                        "prompt \\(1024 tokens\\) would make a page of \\d+ MB where 20 open at once; give at"
                                + " most 2\\d\\d tokens");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PageSize.require(GPT2, 200, 200))
                .withMessageMatching("prompt \\(200 and 200 tokens\\) would .*; give at most 1\\d\\d tokens each");
    }
}
