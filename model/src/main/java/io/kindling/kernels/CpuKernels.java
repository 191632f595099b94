package io.kindling.kernels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Float kernels for the processor: OpenBLAS for matrix products, one BLAS thread a call, and {@link Rows} for the rest.
 * Runs without ND4J's backend.
 */
public final class CpuKernels implements Kernels {
    private static final int ALIGNMENT = 64 / Float.BYTES;
    /** Elements whose squares are added up as floats; their sums are added up as doubles. */
    private static final int SQUARES = 4096;

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
        Tiles scratch = tiles.get();
        int columns = out.columns;
        float[] b = scratch.tile(0, columns);
        if (bias != null) {
            bias.get(0, 0, b, 0, columns);
        }
        int step = Tiles.rowsPerTile(columns);
        float[] x = scratch.tile(1, step * columns);
        for (int row = 0; row < out.rows; row += step) {
            int count = Math.min(step, out.rows - row);
            if (residual != null) {
                Tiles.load((CpuTensor) residual, row, count, x);
            }
            for (int r = 0; bias != null && r < count; r++) {
                if (residual == null) {
                    System.arraycopy(b, 0, x, r * columns, columns);
                } else {
                    passes.addScaled(1, b, 0, x, r * columns, columns);
                }
            }
            Tiles.store(x, (CpuTensor) out, row, count);
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
        Tiles scratch = tiles.get();
        int columns = x.columns;
        float[] sum = scratch.tile(0, columns);
        if (add) {
            out.get(0, 0, sum, 0, columns);
        } else {
            Rows.zero(sum, columns);
        }
        int step = Tiles.rowsPerTile(columns);
        float[] tile = scratch.tile(1, step * columns);
        for (int row = 0; row < x.rows; row += step) {
            int count = Math.min(step, x.rows - row);
            Tiles.load((CpuTensor) x, row, count, tile);
            for (int r = 0; r < count; r++) {
                passes.addScaled(1, tile, r * columns, sum, 0, columns);
            }
        }
        out.put(0, 0, sum, 0, columns);
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
        Tiles scratch = tiles.get();
        int step = Tiles.rowsPerTile(x.columns);
        float[] in = scratch.tile(0, step * x.columns);
        float[] out = scratch.tile(1, step * x.columns);
        for (int row = 0; row < x.rows; row += step) {
            int count = Math.min(step, x.rows - row);
            Tiles.load((CpuTensor) x, row, count, in);
            passes.gelu(in, out, 0, count * x.columns);
            Tiles.store(in, (CpuTensor) x, row, count);
            Tiles.store(out, (CpuTensor) y, row, count);
        }
    }

    @Override
    public void geluBackward(Tensor dy, Tensor derivative) {
        Tiles scratch = tiles.get();
        int step = Tiles.rowsPerTile(dy.columns);
        float[] gradient = scratch.tile(0, step * dy.columns);
        float[] out = scratch.tile(1, step * dy.columns);
        for (int row = 0; row < dy.rows; row += step) {
            int count = Math.min(step, dy.rows - row);
            Tiles.load((CpuTensor) dy, row, count, gradient);
            Tiles.load((CpuTensor) derivative, row, count, out);
            passes.multiply(gradient, out, count * dy.columns);
            Tiles.store(out, (CpuTensor) derivative, row, count);
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
        float[] tile = tiles.get().tile(0, SQUARES);
        double sum = 0;
        for (int r = 0; r < x.rows; r++) {
            for (int from = 0; from < x.columns; from += SQUARES) {
                int count = Math.min(SQUARES, x.columns - from);
                x.get(r, from, tile, 0, count);
                sum += passes.dot(tile, 0, tile, 0, count);
            }
        }
        return sum;
    }

    @Override
    public void adamW(
            Tensor parameters, Tensor gradient, Tensor mean, Tensor variance, AdamWStep step, double gradientScale) {
        Tiles scratch = tiles.get();
        Rows.Adam constants = Rows.Adam.of(step, gradientScale);
        float[] p = scratch.tile(0, Tiles.ELEMENTS);
        float[] g = scratch.tile(1, Tiles.ELEMENTS);
        float[] m = scratch.tile(2, Tiles.ELEMENTS);
        float[] v = scratch.tile(3, Tiles.ELEMENTS);
        for (int from = 0; from < parameters.columns; from += Tiles.ELEMENTS) {
            int count = Math.min(Tiles.ELEMENTS, parameters.columns - from);
            parameters.get(0, from, p, 0, count);
            gradient.get(0, from, g, 0, count);
            mean.get(0, from, m, 0, count);
            variance.get(0, from, v, 0, count);
            passes.adamW(constants, p, g, m, v, 0, count);
            parameters.put(0, from, p, 0, count);
            mean.put(0, from, m, 0, count);
            variance.put(0, from, v, 0, count);
        }
    }
}
