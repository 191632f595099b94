package io.kindling.jobs.parallel;

import java.io.Serializable;
import java.util.List;

/**
 * What one logical replica carries from round to round, beside the parameters that all share.
 *
 * @param replica its number, from 0
 * @param steps it has taken or passed over, which is also its position in the data
 * @param updates how many of them moved its parameters
 * @param mean AdamW's running mean of gradients in slices; none before the first update
 * @param variance AdamW's running mean of squared gradients in slices; none before the first update
 * @param window the last losses and norms, as {@link io.kindling.optim.Spikes} keeps them
 */
record ReplicaState(int replica, long steps, long updates, List<Floats> mean, List<Floats> variance, Floats window)
        implements Serializable {
    static ReplicaState initial(int replica) {
        return new ReplicaState(replica, 0, 0, List.of(), List.of(), new Floats());
    }

    /** The same after {@code count} steps that count for nothing. */
    ReplicaState passedOver(long count) {
        return new ReplicaState(replica, steps + count, updates, mean, variance, window);
    }
}
