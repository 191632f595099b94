package io.kindling.jobs.parallel;

import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.OffHeapMemory;
import io.kindling.kernels.Team;
import io.kindling.kernels.Tensor;
import io.kindling.model.Gpt;
import io.kindling.model.MemoryNeed;
import io.kindling.model.TrainingStep;
import io.kindling.optim.AdamW;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * One replica's memory in an executor: model, gradient, moments and activations, allocated once and lent to one task after
 * another. Nothing of an earlier task is left in it once it is loaded.
 */
final class ReplicaMemory implements AutoCloseable {
    private static final Map<TrainingPlan, Deque<ReplicaMemory>> IDLE = new HashMap<>();
    /** In this JVM, at work or idle. */
    private static int held;

    private final TrainingPlan plan;
    private final Slicing slicing;
    private final Kernels kernels = new CpuKernels();
    private final Team team;
    private final Gpt gpt;
    private final TrainingStep step;
    private final AdamW optimizer;
    private final Batches batches;
    private Batches.Batch batch;
    /** What it holds of a run that exchanges every step; nobody's otherwise. */
    private String run = "";
    /** The state that its moments were copied to, while they are still the same; no reason to keep it. */
    private Reference<ReplicaState> copied = new WeakReference<>(null);

    private ReplicaMemory(TrainingPlan plan) throws IOException {
        plan.requireSameArithmetic();
        requireRoom(plan);
        this.plan = plan;
        this.slicing = Slicing.of(plan.model());
        this.team = new Team(plan.threads());
        this.gpt = new Gpt(plan.model(), kernels);
        this.step = new TrainingStep(gpt, team, plan.batch(), plan.microbatches());
        this.optimizer = new AdamW(plan.optimizer(), gpt.parameters(), step.gradient(), kernels, team);
        this.batches = new Batches(plan);
    }

    /** Says the arithmetic before memory runs out, and with it the executor. */
    private static void requireRoom(TrainingPlan plan) {
        synchronized (IDLE) {
            MemoryNeed.training(plan.model(), plan.batch())
                    .requireRoom(OffHeapMemory.ofThisProcess(), held + 1, plan.batch());
            held++;
        }
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
            held -= IDLE.values().stream().mapToInt(Deque::size).sum();
            IDLE.clear();
        }
    }

    private void free() {
        team.close();
        kernels.close();
        try {
            batches.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes in a replica as it was at the end of a round. */
    void load(float[][] parameters, ReplicaState state) {
        run = "";
        for (int slice = 0; slice < slicing.slices(); slice++) {
            slicing.put(parameters[slice], gpt.parameters().flat(), slice);
        }
        if (!copied.refersTo(state)) {
            copied.clear();
            load(state.mean(), optimizer.mean().flat());
            load(state.variance(), optimizer.variance().flat());
        }
        optimizer.resume(state.updates());
    }

    private void load(List<Floats> moment, Tensor flat) {
        if (moment.isEmpty()) {
            kernels.fill(flat, 0);
        }
        for (int slice = 0; slice < moment.size(); slice++) {
            slicing.put(moment.get(slice).values(), flat, slice);
        }
    }

    /** Brings parameters and moments to where {@code history} leads, from where they are if that is on its way. */
    void follow(GradientHistory history) throws IOException {
        List<GradientHistory.Step> steps = run.equals(history.run()) ? history.after(optimizer.steps()) : null;
        if (steps == null) {
            load(history.origin().parameters().parameters(), history.origin().moments(plan));
            steps = history.after(optimizer.steps());
        }
        run = ""; // what fails half-way is held no longer
        for (GradientHistory.Step next : steps) {
            Change gradient = next.gradient().get();
            for (int slice = 0; slice < gradient.slices(); slice++) {
                float[] values = new float[slicing.length(slice)];
                gradient.apply(slice, values);
                slicing.put(values, step.gradient().flat(), slice);
            }
            update(plan.schedule().at(next.number()), gradientNorm());
        }
        run = history.run();
    }

    /** The loss of one step; leaves its gradient. */
    double loss(long number, int replica) throws IOException {
        batch = batches.take(number, replica);
        return step.run(batch.inputs, batch.targets, plan.dropout(number, replica));
    }

    /** A hash of the samples of the last step. */
    long samples() {
        return Arrays.hashCode(batch.inputs);
    }

    /** Of the last step's gradient, before clipping. */
    double gradientNorm() {
        return optimizer.gradientNorm();
    }

    /** Moves the parameters against the last step's gradient, whose norm that is. */
    void update(double learningRate, double gradientNorm) {
        copied.clear();
        optimizer.step(learningRate, gradientNorm);
    }

    /** What a replica takes to its next round, {@code steps} steps into the run. */
    ReplicaState state(int replica, long steps, float[] window) {
        ReplicaState state = new ReplicaState(
                replica,
                steps,
                optimizer.steps(),
                copy(optimizer.mean().flat()),
                copy(optimizer.variance().flat()),
                new Floats(window));
        copied = new WeakReference<>(state);
        return state;
    }

    private List<Floats> copy(Tensor flat) {
        List<Floats> slices = new ArrayList<>();
        for (int slice = 0; slice < slicing.slices(); slice++) {
            slices.add(new Floats(slicing.get(flat, slice)));
        }
        return slices;
    }

    Floats parameters() {
        float[] values = new float[Math.toIntExact(gpt.parameters().flat().size())];
        gpt.parameters().get(values);
        return new Floats(values);
    }

    /** The gradient, slice by slice. */
    byte[][] encodeGradient() {
        float[] zeros = new float[slicing.length(0)];
        return encode(step.gradient().flat(), slice -> zeros);
    }

    /** The parameters for those who know where they started from, slice by slice. */
    byte[][] encode(float[][] start) {
        return encode(gpt.parameters().flat(), slice -> start[slice]);
    }

    private byte[][] encode(Tensor flat, IntFunction<float[]> known) {
        byte[][] encoded = new byte[slicing.slices()][];
        float[] values = new float[slicing.length(0)];
        for (int slice = 0; slice < encoded.length; slice++) {
            values = slicing.get(flat, slice, values);
            encoded[slice] = plan.wire().encode(known.apply(slice), values);
        }
        return encoded;
    }
}
