package io.kindling.corpus;

import io.kindling.corpus.StoryBook.Aim;
import io.kindling.corpus.StoryBook.Helper;
import io.kindling.corpus.StoryBook.Hero;
import io.kindling.corpus.StoryBook.Obstacle;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/**
 * The built-in corpus: short English stories, as many as wanted, so that the demo and the tests need no download. Each
 * has a hero, an aim, an obstacle, a helper who can deal with it, and an end, in about 90 to 170 words.
 *
 * <p>A story is a pure function of (seed, index): the same text on any machine, in any order.
 */
public final class StoryCorpus implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final StoryBook BOOK = StoryBook.load();

    private final long seed;

    /** Another seed tells other stories with the same cast. */
    public StoryCorpus(long seed) {
        this.seed = seed;
    }

    /** Story number {@code index}: three paragraphs, one a line. Every index has a story. */
    public String story(long index) {
        Draws draws = new Draws(seed, index);
        Hero hero = draws.pick(BOOK.heroes());
        Aim aim = draws.pick(BOOK.aims());
        Obstacle obstacle = BOOK.obstacles().get(draws.pick(aim.obstacles()));
        Helper helper = draws.pick(BOOK.helpers(obstacle));
        Story story = new Story(draws, names(draws, hero, aim, obstacle, helper));

        story.tell("opening");
        story.tell(aim.plot().equals("lost") ? "lost.wish" : aim.name() + ".wish");
        story.newParagraph();
        story.tell(aim.plot() + ".trouble");
        story.tell(obstacle.name() + ".problem");
        if (draws.below(3) > 0) {
            story.tell(obstacle.name() + ".attempt");
        }
        if (draws.below(3) > 0) {
            story.tell("feeling");
        }
        story.newParagraph();
        story.tell("meeting");
        story.tell(obstacle.helpBy(helper));
        story.tell("thanks");
        story.tell(aim.plot() + ".after");
        story.tell(aim.plot().equals("lost") ? "lost.outcome" : aim.name() + ".outcome");
        story.tell("closing");
        return story.text();
    }

    /** What stands for the names in braces, the same in all the sentences of a story. */
    private static Map<String, String> names(Draws draws, Hero hero, Aim aim, Obstacle obstacle, Helper helper) {
        Map<String, String> names = new HashMap<>();
        names.put("hero", hero.name());
        names.put("kind", hero.kind());
        names.put("trait", draws.pick(BOOK.choices("trait")));
        names.put("home", draws.pick(BOOK.choices("home")));
        names.put("time", draws.pick(BOOK.choices("time")));
        names.put("he", hero.pronoun());
        names.put("him", hero.pronoun().equals("she") ? "her" : "him");
        names.put("his", hero.pronoun().equals("she") ? "her" : "his");
        names.put("thing", aim.thing());
        names.put("they", aim.pronoun());
        names.put("it", aim.pronoun().equals("they") ? "them" : "it");
        names.put("was", aim.pronoun().equals("they") ? "were" : "was");
        names.put("where", obstacle.where());
        names.put("into", obstacle.into());
        names.put("helper", helper.name());
        names.put("description", helper.description());
        names.put("helper.he", helper.pronoun());
        names.put("helper.him", helper.pronoun().equals("she") ? "her" : "him");
        return names;
    }

    /** A story being told: sentences with the names filled in. */
    private record Story(Draws draws, Map<String, String> names, StringBuilder out) {
        Story(Draws draws, Map<String, String> names) {
            this(draws, names, new StringBuilder(1024));
        }

        void tell(String section) {
            if (!out.isEmpty() && out.charAt(out.length() - 1) != '\n') {
                out.append(' ');
            }
            fill(draws.pick(BOOK.choices(section)));
        }

        void newParagraph() {
            out.append('\n');
        }

        String text() {
            return out.toString();
        }

        private void fill(String sentence) {
            int from = 0;
            for (int open = sentence.indexOf('{'); open >= 0; open = sentence.indexOf('{', from)) {
                int close = sentence.indexOf('}', open);
                out.append(sentence, from, open).append(name(sentence.substring(open + 1, close)));
                from = close + 1;
            }
            out.append(sentence, from, sentence.length());
        }

        private String name(String key) {
            char first = key.charAt(0);
            String name = names.get(Character.toLowerCase(first) + key.substring(1));
            if (name == null) {
                throw new IllegalStateException("stories.txt: nothing is called {" + key + "}");
            }
            return Character.isUpperCase(first) ? Character.toUpperCase(name.charAt(0)) + name.substring(1) : name;
        }
    }
}
