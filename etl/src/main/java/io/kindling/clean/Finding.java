package io.kindling.clean;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.Serializable;
import java.util.Locale;

/**
 * What a rule of a stage found in a document, and what became of it.
 *
 * @param figure what was measured
 * @param limit what the configuration allows: the least or the most of it
 * @param detail what the figure doesn't say, such as the id of the document that was kept instead; or empty
 * @param removedBytes how much shorter the text became; all of it, where the document was dropped
 */
public record Finding(
        String stage, String rule, double figure, double limit, String detail, Effect effect, long removedBytes)
        implements Serializable {

    /** What became of the document. */
    public enum Effect {
        DROPPED,
        /** It stays, shorter or otherwise. */
        EDITED,
        /** It stays as it was. */
        NOTED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @JsonIgnore
    boolean drops() {
        return effect == Effect.DROPPED;
    }
}
