package io.kindling.jobs.parallel;

import io.kindling.model.GptConfig;
import io.kindling.optim.AdamW;
import io.kindling.optim.Arithmetic;
import io.kindling.optim.OuterOptimizer;
import io.kindling.optim.Schedule;

/** Plans that tests look at without training by them. */
public final class Plans {
    private static final GptConfig GPT2 = new GptConfig(50257, 1024, 768, 12, 12, 0, true);

    private Plans() {}

    /** GPT-2's smallest size on four replicas. */
    public static TrainingPlan gpt2(Kind kind, WireFormat wire, int localSteps, boolean leavesOut) {
        return new TrainingPlan(
                GPT2,
                new AdamW.Settings(0.9, 0.95, 1e-8, 0.1, 1),
                new Schedule.Constant(1e-3, 0),
                "shards",
                1000,
                4,
                1,
                0,
                kind,
                4,
                localSteps,
                new OuterOptimizer.Averaging(),
                wire,
                leavesOut,
                1,
                Arithmetic.ofThisProcess(),
                1);
    }
}
