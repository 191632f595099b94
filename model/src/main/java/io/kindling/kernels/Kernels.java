package io.kindling.kernels;

/**
 * The operations a GPT needs, each forward and backward, on matrices whose rows are tokens.
 *
 * <p>Shapes are written as in the model's legend: R rows (tokens of some sequences), C channels, H heads, D = C/H, T
 * time, V vocabulary. An operation that has {@code add} adds to its output, and without it overwrites it. Operations
 * are called by many threads at once, on outputs that don't overlap; the result of each depends on its arguments alone,
 * so that the cut of the work decides the bits and the number of threads doesn't.
 */
public interface Kernels extends AutoCloseable {
    /** New memory, all zero. It lives until {@link #close}. */
    Tensor allocate(int rows, int columns);

    /** Frees everything that was allocated here. */
    @Override
    void close();

    // Matrix products

    /** {@code out} (M, N) = {@code a} (M, K) · {@code b} (K, N). */
    void product(Tensor a, Tensor b, Tensor out, boolean add);

    /** {@code out} (M, N) = {@code a} (M, K) · {@code b} (N, K)ᵀ: the gradient of a product's left side. */
    void productTransposed(Tensor a, Tensor b, Tensor out, boolean add);

    /** {@code out} (M, N) = {@code a} (K, M)ᵀ · {@code b} (K, N): the gradient of a product's right side. */
    void transposedProduct(Tensor a, Tensor b, Tensor out, boolean add);

    /** Where rows have to lie for these products to give them the same bits in any company. */
    RowAlignment alignment();

    // Rows

    void fill(Tensor x, float value);

    /** {@code out} (R, C) = {@code bias} (1, C) on each row [+ {@code residual} (R, C)]; either may be null, not both. */
    void prefill(Tensor bias, Tensor residual, Tensor out);

    /** {@code out += x}, of the same shape. */
    void add(Tensor x, Tensor out);

    /** {@code out} (1, C) = the sum of {@code x}'s (R, C) rows, in their order: the gradient of a bias. */
    void columnSums(Tensor x, Tensor out, boolean add);

    /** {@code out} (R, C) = row r of {@code x} (R, C) times {@code scale} (R, 1)'s element r. */
    void scaleRows(Tensor x, Tensor scale, Tensor out, boolean add);

    /** Drops elements of {@code x} (R, C) in place; element (r, c) counts as number ({@code firstRow} + r)·C + c. */
    void dropout(Tensor x, Dropout dropout, long firstRow);

    // Rows by number

    /**
     * Row r of {@code out} (R, C) = {@code scale} · row {@code rows[from + r] − firstRow} of {@code table}. Numbers that
     * are negative or not in the table stand for a row of zeros.
     */
    void gather(Tensor table, int[] rows, int from, int firstRow, double scale, Tensor out, boolean add);

    /**
     * Adds {@code scale} · row r of {@code x} (R, C) to row {@code rows[from + r] − firstRow} of {@code table}, r in
     * ascending order: the gradient of {@link #gather}. Numbers that are negative or not in the table are skipped.
     */
    void scatter(Tensor x, int[] rows, int from, int firstRow, double scale, Tensor table);

    // Layer normalisation (Ba, Kiros and Hinton 2016), ε = 1e-5

    /**
     * {@code y} = (x − mean) / deviation · weight + bias, by rows.
     *
     * @param statistics (R, 2): mean and 1/deviation of each row, kept for the backward pass
     * @param bias (1, C), or null for none
     */
    void layerNorm(Tensor x, Tensor weight, Tensor bias, Tensor y, Tensor statistics);

    /**
     * {@code dx} = {@code residual} (R, C) + the gradient through the normalisation; adds to {@code dWeight} (1, C) and
     * {@code dBias} (1, C). {@code residual} may be null or {@code dx} itself, {@code dBias} null.
     */
    void layerNormBackward(
            Tensor dy,
            Tensor x,
            Tensor weight,
            Tensor statistics,
            Tensor residual,
            Tensor dx,
            Tensor dWeight,
            Tensor dBias);

    // GELU, the tanh form of GPT-2 (Hendrycks and Gimpel 2016)

    /** {@code y} = GELU(x); {@code x} itself becomes GELU's derivative at x unless both are the same tensor. */
    void gelu(Tensor x, Tensor y);

    /** {@code derivative} (R, F), as {@link #gelu} left it, becomes {@code dy} ⊙ derivative: the gradient of x. */
    void geluBackward(Tensor dy, Tensor derivative);

    // Causal self-attention of one sequence

    /**
     * {@code y} (T, C): for each head, softmax(Q·Kᵀ/√D, masked to the past)·V.
     *
     * @param qkv (T, 3C): queries, keys and values side by side, each head's D channels together
     * @param probabilities (H·T, T): the softmax of head h in rows h·T to (h+1)·T, before dropout, zero above the
     *     diagonal; kept for the backward pass
     */
    void attention(Tensor qkv, int heads, Tensor probabilities, Tensor y, Dropout dropout, long firstRow);

    /** {@code dqkv} (T, 3C) from {@code dy} (T, C) and what {@link #attention} read and kept. */
    void attentionBackward(
            Tensor dy, Tensor qkv, int heads, Tensor probabilities, Tensor dqkv, Dropout dropout, long firstRow);

    // One token: its bits don't depend on what is computed beside it

    /** {@code y} (1, N) = {@code x} (1, K) · {@code w} (K, N). */
    void vectorProduct(Tensor x, Tensor w, Tensor y);

    /** {@code y} (1, N) = {@code x} (1, K) · {@code w} (N, K)ᵀ. */
    void vectorProductTransposed(Tensor x, Tensor w, Tensor y);

    /**
     * One head of one new token: keeps its {@code key} (1, D) and {@code value} (1, D) in row {@code position} of {@code
     * keys} (T, D) and {@code values} (T, D); then {@code y} (1, D) is what {@code query} (1, D) sees of the rows up to
     * that one.
     */
    void attend(Tensor query, Tensor key, Tensor value, Tensor keys, Tensor values, int position, Tensor y);

    // Softmax and cross-entropy over a piece of the vocabulary

    /**
     * {@code logits} (R, W) become e^(logit − the row's maximum).
     *
     * @param targets token ids; row r's is {@code targets[from + r]}, and column c stands for id {@code firstColumn} + c
     * @param statistics (R, 3): the row's maximum, the sum of its exponentials, and the logit of its target, which is
     *     left alone when the target lies outside these columns
     */
    void exponentials(Tensor logits, int[] targets, int from, int firstColumn, Tensor statistics);

    /** The {@code statistics} of {@link #exponentials}; {@code logits} stay what they are. */
    void softmaxStatistics(Tensor logits, int[] targets, int from, int firstColumn, Tensor statistics);

    // Optimiser

    /** The sum of squares of all elements, in an order fixed by the shape. */
    double sumOfSquares(Tensor x);

    /**
     * One AdamW step (Loshchilov and Hutter 2019) on vectors of equal length.
     *
     * @param gradientScale multiplies the gradient first: the clipping factor
     */
    void adamW(Tensor parameters, Tensor gradient, Tensor mean, Tensor variance, AdamWStep step, double gradientScale);

    /**
     * What one AdamW step needs to know.
     *
     * @param learningRate of this step
     * @param weightDecay decoupled, times the learning rate; zero for biases and gains
     * @param number of the step, from 1, for the correction of the moments' bias
     */
    record AdamWStep(double learningRate, double beta1, double beta2, double epsilon, double weightDecay, long number) {
        double meanCorrection() {
            return 1 / (1 - Math.pow(beta1, (double) number));
        }

        double varianceCorrection() {
            return 1 / (1 - Math.pow(beta2, (double) number));
        }
    }
}
