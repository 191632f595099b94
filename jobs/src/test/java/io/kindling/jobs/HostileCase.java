package io.kindling.jobs;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A folder that claims to hold a model.
 *
 * @param deed spoils a good one
 * @param message what its refusal must say
 */
record HostileCase(String name, String message, Deed deed) {
    /** Spoils a good folder. */
    interface Deed {
        void to(Path model) throws IOException;

        default Deed and(Deed next) {
            return model -> {
                to(model);
                next.to(model);
            };
        }
    }

    static HostileCase is(String name, String message, Deed deed) {
        return new HostileCase(name, message, deed);
    }

    @Override
    public String toString() {
        return name;
    }
}
