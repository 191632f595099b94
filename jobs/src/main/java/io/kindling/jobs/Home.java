package io.kindling.jobs;

import java.nio.file.Path;

/** Where the project lies, as deploy/kindling tells. */
final class Home {
    private static final String VARIABLE = "KINDLING_HOME";

    private Home() {}

    /**
     * A file of conf/.
     *
     * @param key that may name another file, for messages
     * @param given what it names; null for the one of conf/
     */
    static Path conf(String key, String given, String file) {
        if (given != null) {
            return Path.of(given);
        }
        String home = System.getenv(VARIABLE);
        if (home == null) {
            throw new IllegalArgumentException(key + " is missing: deploy/kindling finds conf/" + file
                    + " by itself; otherwise give " + key + "=FILE");
        }
        return Path.of(home, "conf", file);
    }
}
