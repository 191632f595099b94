package io.kindling.jobs.parallel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameters that all replicas share after some round, as tasks carry them: where they began, and what each round since
 * has changed. The numbers themselves are held once in each JVM, in {@link HeldParameters}, which follows the changes; a new
 * executor, or one that computes an earlier round again, begins at the origin.
 */
final class SharedParameters implements ParameterSource {
    private final String run;
    private final Slicing slicing;
    private final Origin origin;
    /** Rounds before the origin. */
    private final long before;

    private final List<SharedChange> changes;

    /** What is done with parameters while nobody changes them. */
    @FunctionalInterface
    interface Reader<T> {
        T read(float[][] slices) throws IOException;
    }

    /**
     * Parameters at their origin.
     *
     * @param run names them, and no others, in the memory of JVMs
     * @param round how many rounds came before
     */
    SharedParameters(String run, Slicing slicing, Origin origin, long round) {
        this(run, slicing, origin, round, List.of());
    }

    private SharedParameters(String run, Slicing slicing, Origin origin, long before, List<SharedChange> changes) {
        this.run = run;
        this.slicing = slicing;
        this.origin = origin;
        this.before = before;
        this.changes = changes;
    }

    /** Frees this executor of the last change, which it has followed. */
    void freeFollowed() {
        if (!changes.isEmpty()) {
            last().free();
        }
    }

    private SharedChange last() {
        return changes.get(changes.size() - 1);
    }

    /** The parameters after one more round; executors may forget the changes before it, which they have followed. */
    SharedParameters after(SharedChange change) {
        if (!changes.isEmpty()) {
            last().freeEverywhere();
        }
        List<SharedChange> more = new ArrayList<>(changes);
        more.add(change);
        return new SharedParameters(run, slicing, origin, before, more);
    }

    /** The same parameters, which lie at {@code checkpoint} from now on: what led to them is no longer needed. */
    SharedParameters writtenTo(Origin checkpoint) {
        changes.forEach(SharedChange::destroy);
        return new SharedParameters(run, slicing, checkpoint, round());
    }

    /** Reads them where they are held in this JVM, which fetches and computes what it lacks first. */
    <T> T read(Reader<T> reader) throws IOException {
        return HeldParameters.read(this, reader);
    }

    @Override
    public Floats get() throws IOException {
        return read(slices -> new Floats(slicing.join(slices)));
    }

    String run() {
        return run;
    }

    /** How many rounds led here. */
    long round() {
        return before + changes.size();
    }

    /** The slices as they were {@code round} rounds into the run, brought here. */
    float[][] follow(float[][] held, long round) {
        int next = (int) (round - before);
        for (int i = changes.size() - 1; i > next; i--) {
            if (changes.get(i).get().isWhole()) {
                next = i;
            }
        }
        for (SharedChange shared : changes.subList(next, changes.size())) {
            Change change = shared.get();
            for (int slice = 0; slice < held.length; slice++) {
                change.apply(slice, held[slice]);
            }
            if (shared != last()) {
                shared.free();
            }
        }
        return held;
    }

    /** Whether someone who holds the parameters of that round need not begin at the origin. */
    boolean canFollowFrom(long round) {
        return round >= before && round <= round();
    }

    float[][] atOrigin() throws IOException {
        return origin.parameters();
    }

    long originRound() {
        return before;
    }
}
