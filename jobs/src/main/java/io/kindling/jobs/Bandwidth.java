package io.kindling.jobs;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much a network carries, as it is written in a configuration: 10Gb/s. */
final class Bandwidth {
    private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?) ?([kMG]?)b/s");
    private static final Map<String, Double> UNITS = Map.of("", 1.0, "k", 1e3, "M", 1e6, "G", 1e9);

    private Bandwidth() {}

    /** Throws an IllegalArgumentException if {@code text} isn't one. */
    static double bytesPerSecond(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || Double.parseDouble(matcher.group(1)) == 0) {
            throw new IllegalArgumentException(
                    "bandwidth (" + text + ") must be a number of bits a second, like 10Gb/s or 100Mb/s");
        }
        return Double.parseDouble(matcher.group(1)) * UNITS.get(matcher.group(2)) / 8;
    }
}
