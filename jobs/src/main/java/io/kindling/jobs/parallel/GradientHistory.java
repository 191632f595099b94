package io.kindling.jobs.parallel;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Parameters and moments that all replicas share when they exchange every step, as tasks carry them: where they began, and
 * the mean gradients since. Each replica's memory follows by taking AdamW's steps itself.
 */
final class GradientHistory implements ParameterSource {
    private final TrainingPlan plan;
    private final String run;
    private final SharedState origin;
    private final List<Step> steps;

    /** Where parameters and moments come from; each executor gets them there by itself. */
    record SharedState(Origin parameters, String folder, long updates) implements Serializable {
        /** The moments: those of replica 0's file, which are everyone's. */
        ReplicaState moments(TrainingPlan plan) throws IOException {
            return folder == null ? ReplicaState.initial(0) : StateFile.readReplica(folder, 0, plan.model());
        }
    }

    /** One step of AdamW: the number of the step, for the learning rate, and the mean gradient. */
    record Step(long number, SharedChange gradient) implements Serializable {}

    GradientHistory(TrainingPlan plan, String run, SharedState origin) {
        this(plan, run, origin, List.of());
    }

    private GradientHistory(TrainingPlan plan, String run, SharedState origin, List<Step> steps) {
        this.plan = plan;
        this.run = run;
        this.origin = origin;
        this.steps = steps;
    }

    GradientHistory after(Step step) {
        List<Step> more = new ArrayList<>(steps);
        more.add(step);
        return new GradientHistory(plan, run, origin, more);
    }

    /** The same, which lies at {@code checkpoint} from now on: what led to it is no longer needed. */
    GradientHistory writtenTo(Origin checkpoint, String folder) {
        steps.forEach(step -> step.gradient.destroy());
        return new GradientHistory(plan, run, new SharedState(checkpoint, folder, updates()));
    }

    /** Names it in the memory of JVMs. */
    String run() {
        return run;
    }

    /** How many steps of AdamW led here. */
    long updates() {
        return origin.updates + steps.size();
    }

    SharedState origin() {
        return origin;
    }

    /** The steps that memory which has taken {@code updates} still lacks; null if it must begin at the origin. */
    List<Step> after(long updates) {
        boolean follows = updates >= origin.updates && updates <= updates();
        return follows ? steps.subList((int) (updates - origin.updates), steps.size()) : null;
    }

    @Override
    public Floats get() throws IOException {
        try (ReplicaMemory memory = ReplicaMemory.lease(plan)) {
            memory.follow(this);
            return memory.parameters();
        }
    }
}
