package io.kindling.clean;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Makes one text of all ways to write it: Unicode's normal form, {@link Mojibake} repaired, control characters and white
 * space in order ({@link Tidying}). What is empty then is dropped.
 *
 * <p>A normal form is the same in every version of Unicode, but for characters that a version doesn't know yet.
 *
 * @param unicode Unicode's normal form; NONE leaves characters as they are
 */
public record Normalisation(Action action, Form unicode, boolean mojibake, boolean controls, boolean whiteSpace)
        implements TextStage {
    /** Unicode's normal forms that compose. */
    public enum Form {
        NFC,
        NFKC,
        NONE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** All of it, in normal form C. */
    public static Normalisation standard(Action action) {
        return new Normalisation(action, Form.NFC, true, true, true);
    }

    @Override
    public String name() {
        return "normalisation";
    }

    @Override
    public Judged judge(Judged document, TextScan scan) {
        Rules rules = new Rules(document, this);
        if (!isAscii(document.text())) {
            characters(rules);
        }
        byte[] text = rules.document().text();
        Tidying tidying = new Tidying(text, controls, whiteSpace);
        byte[] tidy = tidying.text();
        if (tidy != text) {
            boolean some = tidying.removedControls() > 0;
            rules.edited(some ? "controls" : "whiteSpace", some ? tidying.removedControls() : 1, tidy);
        }
        if (tidy.length == 0) {
            rules.broken("empty", 0, 1, "");
        }
        return rules.document();
    }

    private void characters(Rules rules) {
        byte[] text = rules.document().text();
        if (mojibake && Mojibake.suspects(text)) {
            Mojibake repair = new Mojibake(new String(text, UTF_8));
            if (repair.repaired() > 0) {
                rules.edited("mojibake", repair.repaired(), repair.text().getBytes(UTF_8));
            }
        }
        if (unicode != Form.NONE) {
            Normalizer.Form form = unicode == Form.NFC ? Normalizer.Form.NFC : Normalizer.Form.NFKC;
            String characters = new String(rules.document().text(), UTF_8);
            if (!Normalizer.isNormalized(characters, form)) {
                rules.edited(
                        "unicode", 1, Normalizer.normalize(characters, form).getBytes(UTF_8));
            }
        }
    }

    private static boolean isAscii(byte[] text) {
        for (byte unit : text) {
            if (unit < 0) {
                return false;
            }
        }
        return true;
    }
}
