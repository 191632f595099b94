package io.kindling.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import io.kindling.corpus.StoryCorpus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ids are those of jtokkit, another tokenizer, on code points that its Unicode, this Java's, classes as ours does. */
class JtokkitTest {
    private static final EncodingRegistry REGISTRY = Encodings.newLazyEncodingRegistry();

    @Test
    void gpt2IdsAreTheSame() throws IOException {
        same(Gpt2.BPE, REGISTRY.getEncoding(EncodingType.R50K_BASE));
    }

    @Test
    void cl100kIdsAreTheSame() throws IOException {
        same(Cl100k.BPE, REGISTRY.getEncoding(EncodingType.CL100K_BASE));
    }

    /** So what splits white space at the end of a text otherwise, as tiktoken does, has the same ids all the same. */
    @Test
    void noTokenOfCl100kEndsInBlanksAfterANewline() {
        assertThat(Cl100k.TOKENS)
                .noneMatch(token -> new String(token, StandardCharsets.ISO_8859_1).matches("(?s).*[\r\n][ \t\f]+"));
    }

    private static void same(Bpe bpe, Encoding jtokkit) throws IOException {
        for (String text : texts()) {
            assertThat(bpe.encode(text))
                    .as(text)
                    .isEqualTo(jtokkit.encodeOrdinary(text).toArray());
        }
    }

    private static List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>();
        for (String line : Gpt2.resource("gpt2-tokens.jsonl").lines().toList()) {
            texts.add(line); // as JSON, full of signs and digits
            texts.add(new ObjectMapper().readTree(line).get("text").asText());
        }
        StoryCorpus stories = new StoryCorpus(1);
        IntStream.range(0, 200).forEach(i -> texts.add(stories.story(i)));
        Random random = new Random(5);
        int[] alphabet = random.ints(20_000, 0, 0x3000)
                .filter(JtokkitTest::isClassedAlike)
                .toArray();
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = random.nextInt(80); k >= 0; k--) {
                text.appendCodePoint(
                        random.nextInt(4) > 0
                                ? " \n\r\t'sStrevmldD12345aZ.-!".charAt(random.nextInt(24))
                                : alphabet[random.nextInt(alphabet.length)]);
            }
            texts.add(text.toString());
        }
        return texts;
    }

    private static boolean isClassedAlike(int codePoint) {
        String text = Character.toString(codePoint);
        int kind = text.matches("\\p{L}")
                ? UnicodeClasses.LETTER
                : text.matches("\\p{N}")
                        ? UnicodeClasses.NUMBER
                        : text.matches("(?U)\\s") ? UnicodeClasses.SPACE : UnicodeClasses.OTHER;
        return kind == UnicodeClasses.of(codePoint);
    }
}
