package io.kindling.jobs.doctor;

/**
 * One thing that was looked at.
 *
 * @param where on which JVM: the driver, executor 3 on a host; or the run as a whole
 * @param subject what was looked at, in a word or two
 * @param found how it is
 * @param remedy what to change; null where it is as it should be
 */
public record Finding(String where, String subject, String found, String remedy) {
    static Finding ok(String where, String subject, String found) {
        return new Finding(where, subject, found, null);
    }

    /** The same of another JVM, or of several. */
    Finding elsewhere(String place) {
        return new Finding(place, subject, found, remedy);
    }

    public boolean isOk() {
        return remedy == null;
    }

    /** For people: two lines where something has to change. */
    public String line() {
        String state = isOk() ? "ok" : "CHANGE";
        String line = "%-6s  %-22s  %-14s  %s".formatted(state, where, subject, found);
        return isOk() ? line : line + "\n" + " ".repeat(8) + remedy;
    }

    /** The same in one sentence, for a message. */
    String sentence() {
        return where + ": " + subject + ": " + found + (isOk() ? "" : "; " + remedy);
    }
}
