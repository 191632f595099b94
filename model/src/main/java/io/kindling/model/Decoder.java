package io.kindling.model;

import io.kindling.kernels.Kernels;
import io.kindling.kernels.Team;
import io.kindling.kernels.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Sequences that grow at their ends, several at once: keeps the keys and values of every block, so that a new token costs
 * a row of each product, whatever came before, and attention over what came before.
 *
 * <p>A step reads every weight once for all sequences and allocates nothing. Each row is computed by itself: its logits
 * have the same bits on any number of threads, and beside any other sequences.
 */
public final class Decoder {
    /** Rows of the token embedding that make a piece of work. */
    private static final int PIECE = 256;

    private final Gpt gpt;
    private final Kernels kernels;
    private final Prefill prefill;
    private final ActiveRows active;
    private final DecodingRows[] rows;
    private final LayerNorm firstNorm;
    private final List<DecodingBlock> blocks = new ArrayList<>();
    private final List<Tensor> embedding = new ArrayList<>(); // by piece: (W, C)
    private final Tensor[][] logits; // by row and piece: (1, W)
    private final Tensor[] allLogits; // by row: (1, V)
    private final int[] lengths;
    private final int[] positions;
    private final int[] newTokens;
    private final IntConsumer embed = this::embed;
    private final IntConsumer unembed = this::unembed;

    /** @param sequences how many grow at once, at least 1 */
    public Decoder(Gpt gpt, Team team, int sequences) {
        GptConfig config = gpt.config();
        this.gpt = gpt;
        this.kernels = gpt.kernels();
        this.prefill = new Prefill(gpt, team);
        this.active = new ActiveRows(team, sequences);
        this.lengths = new int[sequences];
        this.positions = new int[sequences];
        this.newTokens = new int[sequences];
        DecodingRows all = DecodingRows.allocate(kernels, config, sequences);
        this.rows = new DecodingRows[sequences];
        for (int row = 0; row < sequences; row++) {
            rows[row] = all.row(row);
        }
        this.firstNorm = norm(0);
        for (int layer = 0; layer < config.layers(); layer++) {
            LayerNorm next = layer + 1 < config.layers() ? norm(layer + 1) : gpt.finalNorm();
            blocks.add(new DecodingBlock(gpt, layer, active, positions, all, rows, next));
        }
        this.logits = new Tensor[sequences][(config.vocabularySize() + PIECE - 1) / PIECE];
        this.allLogits = new Tensor[sequences];
        layOutLogits(config.vocabularySize());
    }

    private LayerNorm norm(int layer) {
        return new LayerNorm(kernels, gpt.parameters(), "h." + layer + ".ln_1");
    }

    private void layOutLogits(int vocabularySize) {
        Tensor memory = kernels.allocate(rows.length, vocabularySize);
        for (int from = 0; from < vocabularySize; from += PIECE) {
            int to = Math.min(vocabularySize, from + PIECE);
            embedding.add(gpt.parameters().tensor("wte.weight").rows(from, to));
            for (int row = 0; row < rows.length; row++) {
                allLogits[row] = memory.rows(row, row + 1);
                logits[row][from / PIECE] = allLogits[row].columns(from, to);
            }
        }
    }

    /** Tokens of a sequence so far. */
    public int length(int sequence) {
        return lengths[sequence];
    }

    /** Starts a sequence with {@code tokens}, 1 to contextLength of them; what was before is forgotten. */
    public void start(int sequence, int[] tokens) {
        if (tokens.length < 1 || tokens.length > gpt.config().contextLength()) {
            throw new IllegalArgumentException("a sequence starts with 1 to contextLength ("
                    + gpt.config().contextLength() + ") tokens, not with " + tokens.length);
        }
        Tensor last = prefill.run(tokens, sequence, blocks);
        gpt.finalNorm().forward(last, rows[sequence].normal(), rows[sequence].statistics());
        lengths[sequence] = tokens.length;
        active.clear();
        active.add(sequence);
        active.run(embedding.size(), unembed);
    }

    /**
     * Adds a token to each sequence; there must be room, {@code length(i) < contextLength}.
     *
     * @param tokens by sequence; a negative one leaves its sequence as it is
     */
    public void append(int[] tokens) {
        active.clear();
        for (int sequence = 0; sequence < rows.length; sequence++) {
            if (tokens[sequence] >= 0) {
                requireRoom(sequence);
                positions[sequence] = lengths[sequence]++;
                newTokens[sequence] = tokens[sequence];
                active.add(sequence);
            }
        }
        if (active.count() == 0) {
            return;
        }
        active.run(active.count(), embed);
        for (int layer = 0; layer < blocks.size(); layer++) {
            blocks.get(layer).step();
        }
        active.run(embedding.size(), unembed);
    }

    private void requireRoom(int sequence) {
        if (lengths[sequence] < 1 || lengths[sequence] >= gpt.config().contextLength()) {
            throw new IllegalStateException("a sequence of " + lengths[sequence]
                    + " tokens can't grow: it must have 1 to "
                    + (gpt.config().contextLength() - 1) + ", contextLength being as many as the model can see; start "
                    + "again with the last ones");
        }
    }

    private void embed(int place) {
        int row = active.row(place);
        gpt.embed(newTokens, positions, row, rows[row].stream());
        firstNorm.forward(rows[row].stream(), rows[row].normal(), rows[row].statistics());
    }

    private void unembed(int piece) {
        for (int place = 0; place < active.count(); place++) {
            int row = active.row(place);
            kernels.vectorProductTransposed(rows[row].normal(), embedding.get(piece), logits[row][piece]);
        }
    }

    /** Copies the logits of the token that follows a sequence, V of them, into {@code into}. */
    public void logits(int sequence, float[] into) {
        allLogits[sequence].get(0, 0, into, 0, allLogits[sequence].columns());
    }
}
