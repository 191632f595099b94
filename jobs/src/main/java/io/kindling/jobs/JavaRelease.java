package io.kindling.jobs;

/** The releases of Java that all parts of the program run on. */
final class JavaRelease {
    /** From here on, Java refuses what Hadoop 3.4 asks of it at its start (Subject.getSubject). */
    private static final int TOO_NEW = 23;

    private JavaRelease() {}

    /** Throws an IllegalArgumentException, with the remedy, for one that they don't. */
    static void requireSupported(int feature) {
        if (feature >= TOO_NEW) {
            throw new IllegalArgumentException(
                    "Java (%d) must be 17 to %d: Hadoop 3.4, which Spark 4.1 brings, doesn't start on later ones; set JAVA_HOME"
                                    .formatted(feature, TOO_NEW - 1)
                            + " to a JDK 17 or 21");
        }
    }
}
