package io.kindling.clean;

/** What a threshold may be: checks of configurations. */
final class Range {
    private Range() {}

    /** Throws an IllegalArgumentException unless the value is a share, from 0 to 1. */
    static void share(String key, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(key + " (" + value + ") must be a share, from 0 to 1");
        }
    }

    /** Throws an IllegalArgumentException unless the value is at least so much. */
    static void atLeast(String key, double value, double least) {
        if (!(value >= least)) {
            throw new IllegalArgumentException(key + " (" + plain(value) + ") must be at least " + plain(least));
        }
    }

    /** Throws an IllegalArgumentException unless one is at least the other. */
    static void ordered(String lowKey, double low, String highKey, double high) {
        if (!(low <= high)) {
            throw new IllegalArgumentException(
                    lowKey + " (" + plain(low) + ") must be at most " + highKey + " (" + plain(high) + ")");
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
