package io.kindling.jobs.parallel;

import java.util.List;
import org.apache.hadoop.fs.Path;

/** How the replicas of a run come together, round by round. */
public sealed interface Exchange permits Rounds, EveryStep {
    /** The accumulator of the tokens that replicas have learnt from, while they do. */
    String TOKENS = "tokens";

    /** Takes the run one round further. */
    Round next();

    /** Steps that each replica has taken. */
    long step();

    /** The parameters that all replicas share now. */
    ParameterSource parameters();

    /** Writes what replicas and optimizers remember into {@code folder}. */
    List<CheckpointFile> write(Path folder);

    /**
     * Goes on from what {@link #write} wrote there, and from the model beside it: what came before need not be remembered.
     */
    void writtenTo(Path folder);
}
