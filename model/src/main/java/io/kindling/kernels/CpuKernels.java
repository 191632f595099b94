package io.kindling.kernels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Float kernels for the processor: {@link Blas} for matrix products, one thread a call, and {@link Rows} for the rest.
 * Runs without ND4J's backend.
 */
public final class CpuKernels implements Kernels {
    private static final int ALIGNMENT = 64 / Float.BYTES;
    /** Elements whose squares are added up as floats; their sums are added up as doubles. */
    private static final int SQUARES = 1 << 14;

    private final Rows passes;
    private final ThreadLocal<Tiles> tiles = ThreadLocal.withInitial(Tiles::new);
    private final CpuAttention attention;
    private final CpuLayerNorm layerNorm;
    private final CpuDecoding decoding;
    private final List<FloatPointer> memory = new ArrayList<>();

    public CpuKernels() {
        this(Rows.best());
    }

    CpuKernels(Rows passes) {
        this.passes = passes;
        this.attention = new CpuAttention(passes, tiles);
        this.layerNorm = new CpuLayerNorm(passes, tiles);
        this.decoding = new CpuDecoding(passes, tiles);
        Blas.oneThread();
    }

    /** Floats that the passes over rows work on at once, which decides the order of their sums; 1 without the Vector API. */
    public static int lanes() {
        return Rows.best().lanes();
    }

    @Override
    public synchronized Tensor allocate(int rows, int columns) {
        long size = (long) rows * columns;
        FloatPointer pointer = new FloatPointer(size + ALIGNMENT);
        Pointer.memset(pointer, 0, (size + ALIGNMENT) * Float.BYTES);
        memory.add(pointer);
        long misaligned = (pointer.address() / Float.BYTES) % ALIGNMENT;
        return new CpuTensor(pointer, misaligned == 0 ? 0 : ALIGNMENT - misaligned, rows, columns, columns);
    }

    /** What one tensor of this shape takes, its alignment included. */
    static long bytes(int rows, int columns) {
        return ((long) rows * columns + ALIGNMENT) * Float.BYTES;
    }

    /** All memory that was allocated here. */
    public synchronized long allocatedBytes() {
        return memory.stream()
                .mapToLong(pointer -> pointer.capacity() * Float.BYTES)
                .sum();
    }

    @Override
    public synchronized void close() {
        memory.forEach(FloatPointer::close);
        memory.clear();
    }

    @Override
    public void product(Tensor a, Tensor b, Tensor out, boolean add) {
        Blas.product(1, whole(a), whole(b), add ? 1 : 0, whole(out));
    }

    @Override
    public void productTransposed(Tensor a, Tensor b, Tensor out, boolean add) {
        Blas.productTransposed(1, whole(a), whole(b), add ? 1 : 0, whole(out));
    }

    @Override
    public void transposedProduct(Tensor a, Tensor b, Tensor out, boolean add) {
        Blas.transposedProduct(1, whole(a), whole(b), add ? 1 : 0, whole(out));
    }

    private static Cursor whole(Tensor x) {
        return ((CpuTensor) x).whole;
    }

    @Override
    public RowAlignment alignment() {
        return Blas.ONE_DNN ? RowAlignment.ONE_DNN : RowAlignment.OPENBLAS;
    }

    @Override
    public void fill(Tensor x, float value) {
        float[] tile = tiles.get().tile(0, Tiles.ELEMENTS);
        Arrays.fill(tile, 0, Math.min(x.columns, Tiles.ELEMENTS), value);
        for (int r = 0; r < x.rows; r++) {
            for (int from = 0; from < x.columns; from += Tiles.ELEMENTS) {
                x.put(r, from, tile, 0, Math.min(Tiles.ELEMENTS, x.columns - from));
            }
        }
    }

    @Override
    public void prefill(Tensor bias, Tensor residual, Tensor out) {
        CpuTensor y = (CpuTensor) out;
        CpuTensor x = (CpuTensor) residual;
        float[] row = tiles.get().tile(0, y.columns);
        if (bias != null) {
            bias.get(0, 0, row, 0, y.columns);
        }
        for (int r = 0; r < y.rows; r++) {
            if (bias != null && x != null) {
                passes.sum(row, x, x.at(r), y, y.at(r), y.columns);
            } else {
                if (x != null) {
                    x.get(r, 0, row, 0, y.columns);
                }
                y.put(r, 0, row, 0, y.columns);
            }
        }
    }

    @Override
    public void add(Tensor x, Tensor out) {
        Tiles scratch = tiles.get();
        int columns = out.columns;
        int step = Tiles.rowsPerTile(columns);
        float[] tile = scratch.tile(0, step * columns);
        float[] sum = scratch.tile(1, step * columns);
        for (int row = 0; row < out.rows; row += step) {
            int count = Math.min(step, out.rows - row);
            Tiles.load((CpuTensor) x, row, count, tile);
            Tiles.load((CpuTensor) out, row, count, sum);
            passes.addScaled(1, tile, 0, sum, 0, count * columns);
            Tiles.store(sum, (CpuTensor) out, row, count);
        }
    }

    @Override
    public void columnSums(Tensor x, Tensor out, boolean add) {
        CpuTensor in = (CpuTensor) x;
        float[] sum = tiles.get().tile(0, in.columns);
        if (add) {
            out.get(0, 0, sum, 0, in.columns);
        } else {
            Rows.zero(sum, in.columns);
        }
        for (int r = 0; r < in.rows; r++) {
            passes.add(in, in.at(r), sum, in.columns);
        }
        out.put(0, 0, sum, 0, in.columns);
    }

    @Override
    public void scaleRows(Tensor x, Tensor scale, Tensor out, boolean add) {
        Tiles scratch = tiles.get();
        int columns = x.columns;
        int step = Tiles.rowsPerTile(columns);
        float[] tile = scratch.tile(0, step * columns);
        float[] sum = scratch.tile(1, step * columns);
        float[] factors = scratch.tile(2, step);
        for (int row = 0; row < x.rows; row += step) {
            int count = Math.min(step, x.rows - row);
            Tiles.load((CpuTensor) x, row, count, tile);
            Tiles.load((CpuTensor) scale, row, count, factors);
            if (add) {
                Tiles.load((CpuTensor) out, row, count, sum);
            } else {
                Rows.zero(sum, count * columns);
            }
            for (int r = 0; r < count; r++) {
                passes.addScaled(factors[r], tile, r * columns, sum, r * columns, columns);
            }
            Tiles.store(sum, (CpuTensor) out, row, count);
        }
    }

    @Override
    public void dropout(Tensor x, Dropout dropout, long firstRow) {
        int columns = x.columns;
        int step = Tiles.rowsPerTile(columns);
        float[] tile = tiles.get().tile(0, step * columns);
        for (int row = 0; row < x.rows; row += step) {
            int count = Math.min(step, x.rows - row);
            Tiles.load((CpuTensor) x, row, count, tile);
            passes.dropout(dropout, (firstRow + row) * columns, tile, 0, count * columns);
            Tiles.store(tile, (CpuTensor) x, row, count);
        }
    }

    @Override
    public void gather(Tensor table, int[] rows, int from, int firstRow, double scale, Tensor out, boolean add) {
        Tiles scratch = tiles.get();
        int columns = out.columns;
        float[] x = scratch.tile(0, columns);
        float[] sum = scratch.tile(1, columns);
        for (int r = 0; r < out.rows; r++) {
            int number = rows[from + r] - firstRow;
            boolean present = number >= 0 && number < table.rows;
            if (!present && add) {
                continue;
            }
            if (add) {
                out.get(r, 0, sum, 0, columns);
            } else {
                Rows.zero(sum, columns);
            }
            if (present) {
                table.get(number, 0, x, 0, columns);
                passes.addScaled((float) scale, x, 0, sum, 0, columns);
            }
            out.put(r, 0, sum, 0, columns);
        }
    }

    @Override
    public void scatter(Tensor x, int[] rows, int from, int firstRow, double scale, Tensor table) {
        Tiles scratch = tiles.get();
        int columns = x.columns;
        float[] value = scratch.tile(0, columns);
        float[] sum = scratch.tile(1, columns);
        for (int r = 0; r < x.rows; r++) {
            int number = rows[from + r] - firstRow;
            if (number >= 0 && number < table.rows) {
                x.get(r, 0, value, 0, columns);
                table.get(number, 0, sum, 0, columns);
                passes.addScaled((float) scale, value, 0, sum, 0, columns);
                table.put(number, 0, sum, 0, columns);
            }
        }
    }

    @Override
    public void layerNorm(Tensor x, Tensor weight, Tensor bias, Tensor y, Tensor statistics) {
        layerNorm.forward((CpuTensor) x, weight, bias, (CpuTensor) y, (CpuTensor) statistics);
    }

    @Override
    public void layerNormBackward(
            Tensor dy,
            Tensor x,
            Tensor weight,
            Tensor statistics,
            Tensor residual,
            Tensor dx,
            Tensor dWeight,
            Tensor dBias) {
        layerNorm.backward(
                (CpuTensor) dy,
                (CpuTensor) x,
                weight,
                (CpuTensor) statistics,
                (CpuTensor) residual,
                (CpuTensor) dx,
                dWeight,
                dBias);
    }

    @Override
    public void gelu(Tensor x, Tensor y) {
        CpuTensor in = (CpuTensor) x;
        CpuTensor out = (CpuTensor) y;
        for (int r = 0; r < in.rows; r++) {
            passes.gelu(in, in.at(r), out, out.at(r), in.columns);
        }
    }

    @Override
    public void geluBackward(Tensor dy, Tensor derivative) {
        CpuTensor gradient = (CpuTensor) dy;
        CpuTensor out = (CpuTensor) derivative;
        for (int r = 0; r < out.rows; r++) {
            passes.multiply(gradient, gradient.at(r), out, out.at(r), out.columns);
        }
    }

    @Override
    public void attention(Tensor qkv, int heads, Tensor probabilities, Tensor y, Dropout dropout, long firstRow) {
        attention.forward((CpuTensor) qkv, heads, (CpuTensor) probabilities, (CpuTensor) y, dropout, firstRow);
    }

    @Override
    public void attentionBackward(
            Tensor dy, Tensor qkv, int heads, Tensor probabilities, Tensor dqkv, Dropout dropout, long firstRow) {
        attention.backward(
                (CpuTensor) dy, (CpuTensor) qkv, heads, (CpuTensor) probabilities, (CpuTensor) dqkv, dropout, firstRow);
    }

    @Override
    public void vectorProduct(Tensor x, Tensor w, Tensor y) {
        CpuDecoding.product((CpuTensor) x, (CpuTensor) w, (CpuTensor) y);
    }

    @Override
    public void vectorProductTransposed(Tensor x, Tensor w, Tensor y) {
        CpuDecoding.productTransposed((CpuTensor) x, (CpuTensor) w, (CpuTensor) y);
    }

    @Override
    public void attend(Tensor query, Tensor key, Tensor value, Tensor keys, Tensor values, int position, Tensor y) {
        decoding.attend(
                (CpuTensor) query,
                (CpuTensor) key,
                (CpuTensor) value,
                (CpuTensor) keys,
                (CpuTensor) values,
                position,
                (CpuTensor) y);
    }

    @Override
    public void softmaxStatistics(Tensor logits, int[] targets, int from, int firstColumn, Tensor statistics) {
        softmax(logits, targets, from, firstColumn, statistics, false);
    }

    @Override
    public void exponentials(Tensor logits, int[] targets, int from, int firstColumn, Tensor statistics) {
        softmax(logits, targets, from, firstColumn, statistics, true);
    }

    private void softmax(
            Tensor logits, int[] targets, int from, int firstColumn, Tensor statistics, boolean replaceLogits) {
        int columns = logits.columns;
        float[] row = tiles.get().tile(0, columns);
        float[] result = tiles.get().tile(1, 3);
        for (int r = 0; r < logits.rows; r++) {
            logits.get(r, 0, row, 0, columns);
            int target = targets[from + r] - firstColumn;
            boolean present = target >= 0 && target < columns;
            if (present) {
                result[2] = row[target];
            }
            result[0] = passes.max(row, 0, columns);
            result[1] = passes.exponentials(result[0], row, 0, columns);
            if (replaceLogits) {
                logits.put(r, 0, row, 0, columns);
            }
            statistics.put(r, 0, result, 0, present ? 3 : 2);
        }
    }

    @Override
    public double sumOfSquares(Tensor x) {
        CpuTensor in = (CpuTensor) x;
        double sum = 0;
        for (int r = 0; r < in.rows; r++) {
            for (int from = 0; from < in.columns; from += SQUARES) {
                sum += passes.sumOfSquares(in, in.at(r) + from, Math.min(SQUARES, in.columns - from));
            }
        }
        return sum;
    }

    @Override
    public void adamW(
            Tensor parameters, Tensor gradient, Tensor mean, Tensor variance, AdamWStep step, double gradientScale) {
        passes.adamW(
                Rows.Adam.of(step, gradientScale),
                (CpuTensor) parameters,
                (CpuTensor) gradient,
                (CpuTensor) mean,
                (CpuTensor) variance,
                0,
                parameters.columns);
    }
}
