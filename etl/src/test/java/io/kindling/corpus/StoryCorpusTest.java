package io.kindling.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StoryCorpusTest {
    private static final List<String> STORIES =
            LongStream.range(0, 2_000).mapToObj(new StoryCorpus(1)::story).toList();

    @Test
    void aStoryIsAlwaysTheSame() {
        assertThat(new StoryCorpus(1).story(5)).isEqualTo("""
                Sam was a gentle little boy who lived near a quiet lake. One fine day, Sam had to carry a letter to \
                the baker in the next village.
                But the way was not easy. A flood had washed the bridge away.
                An old ferryman named Jack had seen it all. "Let us try together," said Jack. Jack rowed Sam across \
                in his little boat and told a funny story on the way. Sam thanked Jack with all his heart. Soon he \
                was there. The baker read the letter and smiled. It was from his brother, far away at sea. And Sam \
                never forgot how good it is to have a friend.""");
    }

    @Test
    void storiesCanBeToldInAnyOrder() {
        StoryCorpus corpus = new StoryCorpus(1);
        for (int index = 99; index >= 0; index--) {
            assertThat(corpus.story(index)).isEqualTo(STORIES.get(index));
        }
        assertThat(corpus.story(Long.MAX_VALUE)).isNotEmpty();
    }

    @Test
    void noTwoStoriesAreTheSame() {
        assertThat(new HashSet<>(STORIES)).hasSameSizeAs(STORIES);
        assertThat(new StoryCorpus(2).story(0)).isNotEqualTo(STORIES.get(0));
    }

    @Test
    void aStoryHasThreeParagraphsAndABoundedNumberOfWords() {
        assertThat(STORIES).allSatisfy(story -> {
            assertThat(story.split("\n")).hasSize(3);
            assertThat(story.split("\\s+")).hasSizeBetween(90, 170);
        });
    }

    @Test
    void aFewHundredWordsTellThemAll() {
        Set<String> words = new TreeSet<>();
        STORIES.forEach(
                story -> words.addAll(List.of(story.toLowerCase(Locale.ROOT).split("[^a-z']+", -1))));
        assertThat(words).hasSizeBetween(400, 800);
    }

    @Test
    void theEnglishIsRight() {
        assertThat(STORIES)
                .allSatisfy(story -> assertThat(story)
                        .as("names, articles, repeated words, spaces, capitals, ends of paragraphs")
                        .doesNotContain("{", "}", "  ")
                        .doesNotContainPattern("\\b[Aa] [aeiouAEIOU]")
                        .doesNotContainPattern("\\b[Aa]n [^aeiouAEIOU]")
                        .doesNotContainPattern(Pattern.compile("\\b(\\w+) \\1\\b", Pattern.CASE_INSENSITIVE))
                        .doesNotContainPattern("[.!?]\"? \"?[a-z](?!sked |aid )")
                        .doesNotContainPattern("[^.!?\"](\n|$)"));
    }

    @Test
    void aHeroineIsNeverCalledHeUnlessSomebodyElseIs() {
        Pattern males = Pattern.compile("Otto|Bruno|Milo|Henry|Jack|Peter|Grandfather|grandfather|baker");
        Pattern heroines = Pattern.compile("Lily|Mia|Nora|Anna|Hazel|Clover|Rosie|Maple");
        assertThat(STORIES.stream()
                        .filter(story -> heroines.matcher(story).find())
                        .filter(story -> !males.matcher(story).find()))
                .hasSizeGreaterThan(300)
                .allSatisfy(story -> assertThat(story).doesNotContainPattern("\\b([Hh]e|[Hh]is|[Hh]im)\\b"));
    }

    @Test
    void everyLineOfTheBookIsTold() {
        String all = String.join("\n", STORIES);
        assertThat(StoryBook.load().sections())
                .allSatisfy((section, choices) -> assertThat(choices)
                        .as(section)
                        .isNotEmpty()
                        .allSatisfy(choice -> assertThat(longestPlainPart(choice))
                                .satisfies(part -> assertThat(all).containsIgnoringCase(part))));
    }

    private static String longestPlainPart(String choice) {
        String column = choice.split(" \\| ", -1)[0];
        String longest = "";
        for (String part : column.split("\\{[^}]*}", -1)) {
            longest = part.length() > longest.length() ? part : longest;
        }
        return longest;
    }
}
