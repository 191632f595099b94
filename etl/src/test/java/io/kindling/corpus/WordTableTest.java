package io.kindling.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordTableTest {
    @Test
    void countsAreThoseOfAMap() {
        WordTable table = new WordTable();
        Map<String, Long> expected = new LinkedHashMap<>();
        Random random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            String word = Integer.toString((int) (Math.pow(random.nextDouble(), 3) * 50_000), 36);
            byte[] text = ("<" + word + ">").getBytes(UTF_8);
            table.add(text, 1, text.length - 1);
            expected.merge(word, 1L, Long::sum);
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        table.words().forEach(word -> counts.put(new String(word.word(), UTF_8), word.count()));
        assertThat(counts).containsExactlyEntriesOf(expected);
        assertThat(table.size()).isEqualTo(expected.size());
        assertThat(table.wordBytes())
                .isEqualTo(expected.keySet().stream().mapToInt(String::length).sum());
    }
}
