package io.kindling.clean;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import opennlp.tools.langdetect.LanguageDetector;
import opennlp.tools.langdetect.LanguageDetectorME;
import opennlp.tools.langdetect.LanguageDetectorModel;

/**
 * Keeps documents of some languages, as Apache OpenNLP's model of 103 tells them apart by short sequences of characters.
 * It looks at the beginning of a text alone; a few sentences are enough for it, and a few words aren't.
 *
 * @param keep codes of three letters as in ISO 639-3, such as eng or deu
 * @param minimumConfidence of the likeliest language, from 0 to 1: about 0.7 for 500 characters of prose, 0.2 for 200
 * @param characters how many of the beginning are looked at
 */
public record Language(Action action, List<String> keep, double minimumConfidence, int characters)
        implements TextStage {
    /** Throws an IllegalArgumentException if the model knows no such language or a threshold can't be. */
    public Language {
        Range.share("minimumConfidence", minimumConfidence);
        Range.atLeast("characters", characters, 20);
        keep = List.copyOf(keep);
        if (action != Action.SKIP) {
            if (keep.isEmpty()) {
                throw new IllegalArgumentException("keep is empty: name a language at least, like [eng]");
            }
            List<String> known = List.of(Detector.SHARED.getSupportedLanguages());
            for (String language : keep) {
                if (!known.contains(language)) {
                    throw new IllegalArgumentException("keep (" + language
                            + ") is no language of the model: give ISO 639-3 codes, such as eng, deu, fra or spa");
                }
            }
        }
    }

    /** One per process: the model takes a second to read. */
    private static final class Detector {
        private static final String MODEL = "/langdetect-183.bin";
        static final LanguageDetector SHARED = new LanguageDetectorME(read());

        private static LanguageDetectorModel read() {
            try (InputStream in = LanguageDetectorModel.class.getResourceAsStream(MODEL)) {
                return new LanguageDetectorModel(in);
            } catch (IOException e) {
                throw new UncheckedIOException("the jar has no model of languages that can be read", e);
            }
        }
    }

    @Override
    public String name() {
        return "language";
    }

    @Override
    public Judged judge(Judged document, TextScan scan) {
        byte[] text = document.text();
        int to = Math.min(text.length, 4 * characters);
        String beginning = new String(text, 0, to, UTF_8);
        opennlp.tools.langdetect.Language likeliest =
                Detector.SHARED.predictLanguage(beginning.substring(0, Math.min(beginning.length(), characters)));
        Rules rules = new Rules(document, this);
        if (!keep.contains(likeliest.getLang())) {
            rules.broken("language", likeliest.getConfidence(), minimumConfidence, likeliest.getLang());
        } else if (likeliest.getConfidence() < minimumConfidence) {
            rules.broken("confidence", likeliest.getConfidence(), minimumConfidence, likeliest.getLang());
        }
        return rules.document();
    }
}
