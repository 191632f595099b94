package io.kindling.clean;

import io.kindling.corpus.Document;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Documents of which it is known which are alike: families of an original and what editors, shufflers and publishers
 * made of it, documents that have nothing to do with each other, and distractors that share a long template.
 */
final class PlantedCorpus {
    private static final int SHINGLE = 5;
    private static final int TEMPLATES = 50;

    private final Random random = new Random(17);
    private final List<String> vocabulary = new ArrayList<>();
    private final List<Document> documents = new ArrayList<>();
    private final Map<String, List<Document>> families = new LinkedHashMap<>();

    PlantedCorpus(int size) {
        for (int word = 0; word < 20_000; word++) {
            vocabulary.add(word(word));
        }
        List<List<List<String>>> templates = new ArrayList<>();
        for (int template = 0; template < TEMPLATES; template++) {
            templates.add(sentences(12));
        }
        while (documents.size() < size) {
            int kind = random.nextInt(10);
            if (kind < 4) {
                add("single", text(sentences(8 + random.nextInt(16))));
            } else if (kind < 6) {
                distractor(templates.get(random.nextInt(TEMPLATES)));
            } else {
                family(kind);
            }
        }
        Collections.shuffle(documents, random);
    }

    List<Document> documents() {
        return documents;
    }

    /** The pairs of a family whose similarity is at least so much, with it. */
    Map<List<String>, Double> alike(double similarity) {
        Map<List<String>, Double> pairs = new LinkedHashMap<>();
        for (List<Document> family : families.values()) {
            List<Set<String>> shingles =
                    family.stream().map(member -> shingles(member.getText())).toList();
            for (int one = 0; one < family.size(); one++) {
                for (int other = one + 1; other < family.size(); other++) {
                    double found = jaccard(shingles.get(one), shingles.get(other));
                    if (found >= similarity) {
                        pairs.put(
                                List.of(
                                        family.get(one).getId(),
                                        family.get(other).getId()),
                                found);
                    }
                }
            }
        }
        return pairs;
    }

    /** How many pairs of families have which similarity, in tenths. */
    Map<Integer, Integer> histogram() {
        Map<Integer, Integer> tenths = new TreeMap<>();
        alike(0).values().forEach(similarity -> tenths.merge((int) (similarity * 10), 1, Integer::sum));
        return tenths;
    }

    private void family(int kind) {
        List<List<String>> original = sentences(10 + random.nextInt(12));
        List<Document> family = new ArrayList<>();
        family.add(add("original", text(original)));
        for (int copy = 1 + random.nextInt(3); copy > 0; copy--) {
            String text = switch (kind) {
                case 6, 7 -> text(edited(original, random.nextDouble() * 0.06));
                case 8 -> text(shuffled(original, 1 + random.nextInt(5)));
                default -> boilerplate(text(original));
            };
            family.add(add("copy", text));
        }
        families.put(family.get(0).getId(), family);
    }

    private void distractor(List<List<String>> template) {
        List<List<String>> sentences = new ArrayList<>(template);
        sentences.addAll(sentences(8 + random.nextInt(6)));
        add("distractor", text(sentences));
    }

    private Document add(String kind, String text) {
        Document document = new Document(kind + "-" + documents.size(), "planted", text);
        documents.add(document);
        return document;
    }

    private List<List<String>> edited(List<List<String>> sentences, double share) {
        return sentences.stream()
                .map(sentence -> sentence.stream()
                        .map(word -> random.nextDouble() < share ? draw() : word)
                        .toList())
                .toList();
    }

    private List<List<String>> shuffled(List<List<String>> sentences, int swaps) {
        List<List<String>> shuffled = new ArrayList<>(sentences);
        for (int swap = 0; swap < swaps; swap++) {
            Collections.swap(shuffled, random.nextInt(shuffled.size()), random.nextInt(shuffled.size()));
        }
        return shuffled;
    }

    private String boilerplate(String text) {
        return "ALL RIGHTS RESERVED, do not copy. " + text(sentences(random.nextInt(3))) + "\n\n" + text
                + "\n\nShare this: read more about it on our pages and tell your friends!";
    }

    private List<List<String>> sentences(int count) {
        List<List<String>> sentences = new ArrayList<>();
        for (int sentence = 0; sentence < count; sentence++) {
            List<String> words = new ArrayList<>();
            for (int word = 10 + random.nextInt(12); word > 0; word--) {
                words.add(draw());
            }
            sentences.add(words);
        }
        return sentences;
    }

    /** Frequent words are frequent: the chance of each falls about as its rank rises. */
    private String draw() {
        return vocabulary.get((int) (Math.pow(vocabulary.size(), random.nextDouble()) - 1));
    }

    private static String text(List<List<String>> sentences) {
        StringBuilder text = new StringBuilder();
        for (List<String> sentence : sentences) {
            String line = String.join(" ", sentence);
            text.append(Character.toUpperCase(line.charAt(0)))
                    .append(line, 1, line.length())
                    .append(". ");
        }
        return text.toString().strip();
    }

    private static String word(int number) {
        StringBuilder word = new StringBuilder();
        for (int rest = number + 1; rest > 0; rest /= 60) {
            word.append("bdfgklmnprst".charAt(rest % 12)).append("aeiou".charAt(rest / 12 % 5));
        }
        return word.toString();
    }

    private static Set<String> shingles(String text) {
        String[] words = text.toLowerCase(java.util.Locale.ROOT).split("[^a-z]+");
        Set<String> shingles = new HashSet<>();
        for (int first = 0; first + SHINGLE <= words.length; first++) {
            shingles.add(String.join(" ", List.of(words).subList(first, first + SHINGLE)));
        }
        return shingles;
    }

    private static double jaccard(Set<String> one, Set<String> other) {
        long shared = one.stream().filter(other::contains).count();
        return (double) shared / (one.size() + other.size() - shared);
    }
}
