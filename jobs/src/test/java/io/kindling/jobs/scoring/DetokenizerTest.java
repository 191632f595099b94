package io.kindling.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetokenizerTest {
    /** Expected texts are those of lm-evaluation-harness's wikitext_detokenizer. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "`~ = Robert Boulter = ~ ~ = = Career = = ~ ~ = = = 2000 = = = ~`|`~= Robert Boulter =~~== Career ==~~=== 2000 ===~`",
                "` In 2006 , Boulter starred alongside Whishaw in the play Citizenship ( written by Mark ) . `|` In 2006, Boulter starred alongside Whishaw in the play Citizenship (written by Mark). `",
                "` a 21 @-@ year @-@ old , 1 @,@ 000 @.@ 5 metres ; then : so ! or ? N of them`|` a 21-year-old, 1,000.5 metres; then: so! or? 1 of them`",
                "` the dogs ' home , the dog 's and \" a quoted phrase \" and 'an  other ' one`|` the dogs'home, the dog's and \"a quoted phrase\" and 'an  other' one`",
                "` ( ( nested ) ) [ x ] { y  } ( never closed [ z ]`|` (( nested) ) [x] {y} ( never closed [z]`",
                "` at 40 ° N , 7 ° C or /' 5/ here () ( ) \"\" \" `|` at 40°N, 7°C or /'[0-9]/ here () () \"\" \" `"
            })
    void wikitextIsPutTogetherAsTheHarnessDoes(String words, String text) {
        assertThat(Detokenizer.WIKITEXT.apply(words.replace("~", "\n"))).isEqualTo(text.replace("~", "\n"));
    }
}
