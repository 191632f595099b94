package io.kindling.model;

import io.kindling.kernels.Dropout;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.Team;
import io.kindling.kernels.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Loss and gradient of a batch, shared among threads.
 *
 * <p>Whole sequences don't depend on each other, so a thread carries a group of them through all the blocks, forward and
 * later backward, without meeting another. What needs all tokens comes after, cut where outputs don't overlap: the
 * unembedding by pieces of the vocabulary, weight gradients by rows and columns. Each cut is fixed by the configuration, so one
 * thread and sixteen give the same bits. All memory is allocated here, once; a step allocates nothing.
 */
public final class TrainingStep {
    /**
     * Tokens of a group in the mean at most, unless each has one sequence alone: a product copies its weights first, and
     * the more rows share the copy, the better. 3 % faster than 256 at 768 and at 384 wide, 2 % faster than 512 with AVX-512.
     */
    private static final int GROUP_TOKENS = 768;
    /** Rows, and columns, of a piece of a weight gradient. */
    private static final int PIECE = 768;

    private final Gpt gpt;
    private final Kernels kernels;
    private final Team team;
    private final int batch;
    private final int tokens;
    private final int microbatches;
    private final Parameters gradient;
    private final Accumulation accumulation = new Accumulation();
    private final int[] positions;
    private final Tensor normal; // (N, C)
    private final Tensor dNormal; // (N, C)
    private final CrossEntropy crossEntropy;
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Runnable> weightGradients = new ArrayList<>();

    private int[] inputs;
    private int first;
    private Dropout dropout;

    /**
     * @param batch sequences of {@code contextLength} tokens that are in memory at once
     * @param microbatches batches whose gradients make one step
     */
    public TrainingStep(Gpt gpt, Team team, int batch, int microbatches) {
        this(gpt, team, batch, microbatches, new Parameters(gpt.config(), gpt.kernels()));
    }

    /** @param gradient what {@link #run} overwrites: memory that the model's kernels work on */
    public TrainingStep(Gpt gpt, Team team, int batch, int microbatches, Parameters gradient) {
        this.gpt = gpt;
        this.kernels = gpt.kernels();
        this.team = team;
        this.batch = batch;
        this.tokens = Math.multiplyExact(batch, gpt.config().contextLength());
        this.microbatches = microbatches;
        this.gradient = gradient;
        this.positions = new int[tokens * microbatches];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = i % gpt.config().contextLength();
        }
        this.normal = kernels.allocate(tokens, gpt.config().width());
        this.dNormal = kernels.allocate(tokens, gpt.config().width());
        this.crossEntropy = new CrossEntropy(kernels, gpt.parameters(), gradient, normal, dNormal, accumulation);
        layOut();
    }

    /** Tokens of one step: microbatches · batch · contextLength. */
    public int tokensPerStep() {
        return tokens * microbatches;
    }

    /** What {@link #run} leaves. */
    public Parameters gradient() {
        return gradient;
    }

    /**
     * The mean loss, in nats per token, and its gradient.
     *
     * @param tokenIds microbatches · batch sequences of contextLength ids, one after another
     * @param targets the id that follows each; negative ones don't count
     * @param stepDropout of this step; {@link Dropout#NONE} for none
     */
    public double run(int[] tokenIds, int[] targets, Dropout stepDropout) {
        inputs = tokenIds;
        int counted = 0;
        for (int target : targets) {
            counted += target >= 0 ? 1 : 0;
        }
        double loss = 0;
        for (int microbatch = 0; microbatch < microbatches; microbatch++) {
            accumulation.set(microbatch > 0);
            first = microbatch * tokens;
            dropout = stepDropout.at(microbatch);
            team.run(lanes.size(), lane -> lanes.get(lane).forward(inputs, positions, first, dropout));
            loss += crossEntropy.run(team, targets, first, 1.0 / counted);
            team.run(lanes.size(), lane -> lanes.get(lane).backward(dropout));
            team.run(weightGradients.size(), piece -> weightGradients.get(piece).run());
        }
        return loss / counted;
    }

    private void layOut() {
        GptConfig config = gpt.config();
        List<Activations> activations = new ArrayList<>();
        List<Gradients> gradients = new ArrayList<>();
        Tensor stream = kernels.allocate(tokens, config.width());
        Gradients d = Gradients.allocate(kernels, config, tokens);
        for (int layer = 0; layer < config.layers(); layer++) {
            activations.add(Activations.allocate(kernels, config, stream));
            stream = activations.get(layer).output();
            gradients.add(0, d);
            d = layer < config.layers() - 1 ? d.allocateBefore(kernels, config) : d;
        }
        layOutEmbedding(gradients.get(0).dInput());
        for (int layer = 0; layer < config.layers(); layer++) {
            layOutWeights("h." + layer + ".", activations.get(layer), gradients.get(layer));
        }
        layOutLanes(activations, gradients);
    }

    /** Embedding rows are looked up by many tokens, so these pieces are cut by rows of the table. */
    private void layOutEmbedding(Tensor dEmbedded) {
        Tensor table = gradient.tensor("wte.weight");
        for (int from = 0; from < table.rows(); from += CrossEntropy.PIECE) {
            int start = from;
            Tensor piece = table.rows(from, Math.min(table.rows(), from + CrossEntropy.PIECE));
            weightGradients.add(() -> kernels.scatter(dEmbedded, inputs, first, start, 1, piece));
        }
        Tensor positionTable = gradient.tensor("wpe.weight");
        weightGradients.add(() -> {
            if (!accumulation.adds()) {
                kernels.fill(positionTable, 0);
            }
            kernels.scatter(dEmbedded, positions, first, 0, 1, positionTable);
        });
    }

    private void layOutWeights(String block, Activations a, Gradients d) {
        layOutLinear(block + "attn.c_attn", a.normal1(), d.dQkv());
        layOutLinear(block + "attn.c_proj", a.attended(), d.dProjected());
        layOutLinear(block + "mlp.c_fc", a.normal2(), a.hidden());
        layOutLinear(block + "mlp.c_proj", a.activated(), d.dExpanded());
    }

    private void layOutLinear(String name, Tensor x, Tensor dy) {
        Tensor dWeight = gradient.tensor(name + ".weight");
        for (int row = 0; row < x.columns(); row += PIECE) {
            int rowEnd = Math.min(x.columns(), row + PIECE);
            for (int column = 0; column < dy.columns(); column += PIECE) {
                int columnEnd = Math.min(dy.columns(), column + PIECE);
                weightGradients.add(new Linear.WeightGradient(
                        kernels,
                        x.columns(row, rowEnd),
                        dy.columns(column, columnEnd),
                        dWeight.rows(row, rowEnd).columns(column, columnEnd),
                        accumulation));
            }
        }
        if (gradient.tensor(name + ".bias") != null) {
            weightGradients.add(new Linear.BiasGradient(kernels, dy, gradient.tensor(name + ".bias"), accumulation));
        }
    }

    /** A power of two, unless sequences are fewer, so that two, four or eight threads have equal shares. */
    private int countLanes() {
        int count = 2;
        while (count * GROUP_TOKENS < tokens) {
            count *= 2;
        }
        return Math.min(count, batch);
    }

    private void layOutLanes(List<Activations> activations, List<Gradients> gradients) {
        GptConfig config = gpt.config();
        int time = config.contextLength();
        int count = countLanes();
        Tensor statistics = kernels.allocate(tokens, 2);
        List<Tensor> probabilities = new ArrayList<>();
        List<LayerNorm.Shares> norms = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            probabilities.add(kernels.allocate(Math.multiplyExact(tokens, config.heads()), time));
            norms.add(new LayerNorm.Shares(kernels, gradient, "h." + layer + ".ln_1", count, accumulation));
            norms.add(new LayerNorm.Shares(kernels, gradient, "h." + layer + ".ln_2", count, accumulation));
        }
        LayerNorm.Shares finalNorm = new LayerNorm.Shares(kernels, gradient, "ln_f", count, accumulation);
        weightGradients.addAll(norms);
        weightGradients.add(finalNorm);
        for (int lane = 0; lane < count; lane++) {
            int from = (int) ((long) batch * lane / count) * time;
            int to = (int) ((long) batch * (lane + 1) / count) * time;
            lanes.add(new Lane(
                    gpt,
                    from,
                    groups(lane, from, to, activations, gradients, probabilities, norms),
                    normal.rows(from, to),
                    statistics.rows(from, to),
                    dNormal.rows(from, to),
                    finalNorm.of(lane)));
        }
    }

    /** What a lane has of each layer: its rows [from, to). */
    private List<Group> groups(
            int lane,
            int from,
            int to,
            List<Activations> activations,
            List<Gradients> gradients,
            List<Tensor> probabilities,
            List<LayerNorm.Shares> norms) {
        List<Group> groups = new ArrayList<>();
        for (int layer = 0; layer < gpt.config().layers(); layer++) {
            groups.add(Group.training(
                    activations.get(layer),
                    gradients.get(layer),
                    from,
                    to,
                    gpt.config().contextLength(),
                    gpt.config().heads(),
                    probabilities.get(layer),
                    norms.get(2 * layer).of(lane),
                    norms.get(2 * layer + 1).of(lane)));
        }
        return groups;
    }
}
