package io.kindling.clean;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The paragraphs of a text: what lies between blank lines. */
final class Paragraphs {
    /** From its first line's first byte to its last line's last. */
    record Paragraph(int from, int to) {
        int bytes() {
            return to - from;
        }
    }

    private Paragraphs() {}

    static List<Paragraph> of(byte[] text) {
        List<Paragraph> paragraphs = new ArrayList<>();
        int from = -1;
        int to = 0;
        for (int at = 0; at < text.length; ) {
            int end = at;
            boolean blank = true;
            for (; end < text.length && text[end] != '\n'; end++) {
                blank &= text[end] >= 0 && text[end] <= ' ';
            }
            if (blank && from >= 0) {
                paragraphs.add(new Paragraph(from, to));
                from = -1;
            } else if (!blank) {
                from = from < 0 ? at : from;
                to = end;
            }
            at = end + 1;
        }
        if (from >= 0) {
            paragraphs.add(new Paragraph(from, to));
        }
        return paragraphs;
    }

    /** The text without some of its paragraphs, counted from 0, and one blank line between the others. */
    static byte[] without(byte[] text, Set<Integer> dropped) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(text.length);
        List<Paragraph> paragraphs = of(text);
        for (int index = 0; index < paragraphs.size(); index++) {
            if (!dropped.contains(index)) {
                if (kept.size() > 0) {
                    kept.write('\n');
                    kept.write('\n');
                }
                Paragraph paragraph = paragraphs.get(index);
                kept.write(text, paragraph.from(), paragraph.bytes());
            }
        }
        return kept.toByteArray();
    }
}
