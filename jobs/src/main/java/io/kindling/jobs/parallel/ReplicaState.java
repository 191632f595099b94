package io.kindling.jobs.parallel;

import java.io.Serializable;

/**
 * What one logical replica carries from round to round, beside the parameters that all share.
 *
 * @param replica its number, from 0
 * @param steps it has taken, which is also its position in the data
 * @param mean AdamW's running mean of gradients; empty before the first step
 * @param variance AdamW's running mean of squared gradients; empty before the first step
 */
record ReplicaState(int replica, long steps, Floats mean, Floats variance) implements Serializable {
    static ReplicaState initial(int replica) {
        return new ReplicaState(replica, 0, new Floats(), new Floats());
    }
}
