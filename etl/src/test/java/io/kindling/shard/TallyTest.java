package io.kindling.shard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TallyTest {
    @Test
    void wordsAreWhatLiesBetweenWhiteSpace() {
        String characters = "ab \t\n\u000B\f\r\u0008\u000E!\u007F é字\u00A0";
        Random random = new Random(1);
        for (int length = 0; length < 60; length++) {
            for (int i = 0; i < 200; i++) {
                StringBuilder text = new StringBuilder();
                for (int at = 0; at < length; at++) {
                    text.append(characters.charAt(random.nextInt(characters.length())));
                }
                long words = Arrays.stream(text.toString().split("[ \\t\\n\\x0B\\f\\r]+"))
                        .filter(word -> !word.isEmpty())
                        .count();
                assertThat(Tally.words(text.toString().getBytes(UTF_8)))
                        .as(text.toString())
                        .isEqualTo(words);
            }
        }
    }

    @Test
    void talliesAddUp() {
        Tally one = new Tally();
        one.add("a b".getBytes(UTF_8), 3);
        one.addMalformed();
        Tally other = new Tally();
        other.add("cd".getBytes(UTF_8), 1);
        other.add(Tally.decode(ByteBuffer.wrap(one.encoded())));
        assertThat(other.stats().documents()).isEqualTo(2);
        assertThat(other.stats().words()).isEqualTo(3);
        assertThat(other.stats().tokens()).isEqualTo(4);
        assertThat(other.records()).isEqualTo(3);
    }
}
