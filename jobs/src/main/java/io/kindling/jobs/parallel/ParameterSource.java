package io.kindling.jobs.parallel;

import java.io.IOException;
import java.io.Serializable;

/** Parameters that a task gets at where it runs, instead of carrying them there. */
@FunctionalInterface
public interface ParameterSource extends Serializable {
    /** All of them, as a copy or not: nobody changes them. */
    Floats get() throws IOException;
}
