package io.kindling.jobs.parallel;

import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.Team;
import io.kindling.model.Gpt;
import io.kindling.model.Parameters;
import io.kindling.model.TrainingStep;
import io.kindling.optim.AdamW;
import io.kindling.shard.SampleOrder;
import io.kindling.shard.Shards;
import io.kindling.shard.TokenStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * One replica's memory in an executor: model, gradient, moments and activations, allocated once and lent to one task after
 * another. Nothing of an earlier task is left in it once it is loaded.
 */
final class ReplicaMemory implements AutoCloseable {
    private static final Map<TrainingPlan, Deque<ReplicaMemory>> IDLE = new HashMap<>();

    private final TrainingPlan plan;
    private final Kernels kernels = new CpuKernels();
    private final Team team;
    private final Gpt gpt;
    private final TrainingStep step;
    private final AdamW optimizer;
    private final TokenStream data;
    private final SampleOrder order;
    private final int[] window;
    private final int[] inputs;
    private final int[] targets;

    private ReplicaMemory(TrainingPlan plan) throws IOException {
        this.plan = plan;
        this.team = new Team(plan.threads());
        this.gpt = new Gpt(plan.model(), kernels);
        this.step = new TrainingStep(gpt, team, plan.batch(), plan.microbatches());
        this.optimizer = new AdamW(plan.optimizer(), gpt.parameters(), step.gradient(), kernels, team);
        this.data = Shards.open(SparkHadoopUtil.get().conf(), plan.shards()).part(Shards.TRAIN);
        this.order = new SampleOrder(Shards.TRAIN, data.tokens(), plan.model().contextLength(), plan.seed());
        this.window = new int[plan.model().contextLength() + 1];
        this.inputs = new int[step.tokensPerStep()];
        this.targets = new int[step.tokensPerStep()];
    }

    /** Memory for the plan: what a finished task gave back, or new. */
    static ReplicaMemory lease(TrainingPlan plan) throws IOException {
        synchronized (IDLE) {
            Deque<ReplicaMemory> idle = IDLE.computeIfAbsent(plan, key -> new ArrayDeque<>());
            if (!idle.isEmpty()) {
                return idle.pop();
            }
        }
        return new ReplicaMemory(plan);
    }

    /** Gives it back for the next task. */
    @Override
    public void close() {
        synchronized (IDLE) {
            IDLE.computeIfAbsent(plan, key -> new ArrayDeque<>()).push(this);
        }
    }

    /** Frees what no task holds, in this JVM. */
    static void freeIdle() {
        synchronized (IDLE) {
            IDLE.values().forEach(idle -> idle.forEach(ReplicaMemory::free));
            IDLE.clear();
        }
    }

    private void free() {
        team.close();
        kernels.close();
        try {
            data.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void load(Floats parameters, ReplicaState state) {
        gpt.parameters().put(parameters.values());
        loadMoment(optimizer.mean(), state.mean());
        loadMoment(optimizer.variance(), state.variance());
        optimizer.resume(state.steps());
    }

    private void loadMoment(Parameters moment, Floats values) {
        if (values.values().length == 0) {
            kernels.fill(moment.flat(), 0);
        } else {
            moment.put(values.values());
        }
    }

    /** Loss and gradient of one step; returns the loss. */
    double step(long number, int replica) throws IOException {
        int time = plan.model().contextLength();
        for (int i = 0; i < plan.sequencesPerStep(); i++) {
            data.read(order.start(plan.samplePosition(number, replica) + i), window, 0, time + 1);
            System.arraycopy(window, 0, inputs, i * time, time);
            System.arraycopy(window, 1, targets, i * time, time);
        }
        return step.run(inputs, targets, plan.dropout(number, replica));
    }

    /** Moves the parameters; returns the gradient's norm. */
    double optimize(double learningRate) {
        return optimizer.step(learningRate);
    }

    ReplicaState state(int replica) {
        return new ReplicaState(replica, optimizer.steps(), floats(optimizer.mean()), floats(optimizer.variance()));
    }

    Floats parameters() {
        return floats(gpt.parameters());
    }

    private static Floats floats(Parameters parameters) {
        float[] values = new float[Math.toIntExact(parameters.flat().size())];
        parameters.get(values);
        return new Floats(values);
    }
}
