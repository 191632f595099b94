package io.kindling.kernels;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The same operations in plain INDArray arithmetic, in float or double, on whatever ND4J backend is on the class path.
 * Each is written the way a textbook states it: slow, obviously right, and in double the oracle of the tests.
 */
public final class Nd4jKernels implements Kernels {
    private static final double EPSILON = 1e-5;

    private final DataType type;
    private final List<INDArray> memory = new ArrayList<>();

    /** @param type {@code FLOAT} or {@code DOUBLE} */
    public Nd4jKernels(DataType type) {
        if (type != DataType.FLOAT && type != DataType.DOUBLE) {
            throw new IllegalArgumentException("kernels work in FLOAT or DOUBLE, not in " + type);
        }
        this.type = type;
    }

    @Override
    public synchronized Tensor allocate(int rows, int columns) {
        INDArray array = Nd4j.zeros(type, (long) rows * columns);
        memory.add(array);
        return new Nd4jTensor(array.data(), 0, rows, columns, columns);
    }

    @Override
    public synchronized void close() {
        memory.clear();
    }

    private static INDArray array(Tensor x) {
        return ((Nd4jTensor) x).array;
    }

    private static void write(INDArray value, Tensor out, boolean add) {
        if (add) {
            array(out).addi(value);
        } else {
            array(out).assign(value);
        }
    }

    @Override
    public void product(Tensor a, Tensor b, Tensor out, boolean add) {
        write(array(a).mmul(array(b)), out, add);
    }

    @Override
    public void productTransposed(Tensor a, Tensor b, Tensor out, boolean add) {
        write(array(a).mmul(array(b).transpose()), out, add);
    }

    @Override
    public void transposedProduct(Tensor a, Tensor b, Tensor out, boolean add) {
        write(array(a).transpose().mmul(array(b)), out, add);
    }

    @Override
    public RowAlignment alignment() {
        return RowAlignment.OPENBLAS;
    }

    @Override
    public void fill(Tensor x, float value) {
        array(x).assign(value);
    }

    @Override
    public void prefill(Tensor bias, Tensor residual, Tensor out) {
        INDArray value = residual == null
                ? Nd4j.zeros(type, out.rows, out.columns)
                : array(residual).dup();
        write(bias == null ? value : value.addRowVector(array(bias)), out, false);
    }

    @Override
    public void add(Tensor x, Tensor out) {
        write(array(x), out, true);
    }

    @Override
    public void columnSums(Tensor x, Tensor out, boolean add) {
        write(array(x).sum(true, 0), out, add);
    }

    @Override
    public void scaleRows(Tensor x, Tensor scale, Tensor out, boolean add) {
        write(array(x).mulColumnVector(array(scale)), out, add);
    }

    @Override
    public void dropout(Tensor x, Dropout dropout, long firstRow) {
        array(x).muli(mask(dropout, firstRow * x.columns, x.rows, x.columns));
    }

    /** Zero where an element is dropped, 1 / (1 − probability) elsewhere. */
    private INDArray mask(Dropout dropout, long first, int rows, int columns) {
        INDArray mask = Nd4j.zeros(type, rows, columns);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                if (dropout.isNone() || dropout.keeps(first + (long) r * columns + c)) {
                    mask.putScalar(r, c, dropout.scale());
                }
            }
        }
        return mask;
    }

    @Override
    public void gather(Tensor table, int[] rows, int from, int firstRow, double scale, Tensor out, boolean add) {
        for (int r = 0; r < out.rows; r++) {
            int number = rows[from + r] - firstRow;
            boolean present = number >= 0 && number < table.rows;
            if (present) {
                write(array(table).getRow(number, true).mul(scale), out.rows(r, r + 1), add);
            } else if (!add) {
                array(out).getRow(r).assign(0);
            }
        }
    }

    @Override
    public void scatter(Tensor x, int[] rows, int from, int firstRow, double scale, Tensor table) {
        for (int r = 0; r < x.rows; r++) {
            int number = rows[from + r] - firstRow;
            if (number >= 0 && number < table.rows) {
                write(array(x).getRow(r, true).mul(scale), table.rows(number, number + 1), true);
            }
        }
    }

    @Override
    public void layerNorm(Tensor x, Tensor weight, Tensor bias, Tensor y, Tensor statistics) {
        INDArray mean = array(x).mean(true, 1);
        INDArray centred = array(x).subColumnVector(mean);
        INDArray variance = centred.mul(centred).mean(true, 1);
        INDArray scale = Transforms.pow(variance.add(EPSILON), -0.5);
        INDArray value = centred.mulColumnVector(scale).mulRowVector(array(weight));
        write(bias == null ? value : value.addRowVector(array(bias)), y, false);
        array(statistics).getColumn(0).assign(mean.ravel());
        array(statistics).getColumn(1).assign(scale.ravel());
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
        INDArray mean = array(statistics).getColumn(0, true).dup();
        INDArray scale = array(statistics).getColumn(1, true).dup();
        INDArray normal = array(x).subColumnVector(mean).mulColumnVector(scale);
        INDArray gradient = array(dy).mulRowVector(array(weight));
        INDArray average = gradient.mean(true, 1);
        INDArray projection = gradient.mul(normal).mean(true, 1);
        write(array(dy).mul(normal).sum(true, 0), dWeight, true);
        if (dBias != null) {
            write(array(dy).sum(true, 0), dBias, true);
        }
        INDArray value = gradient.subColumnVector(average)
                .sub(normal.mulColumnVector(projection))
                .mulColumnVector(scale);
        write(residual == null ? value : value.add(array(residual)), dx, false);
    }

    @Override
    public void gelu(Tensor x, Tensor y) {
        INDArray value = array(x).dup();
        INDArray square = value.mul(value);
        INDArray inner = square.mul(0.044715).add(1).mul(value).mul(2 * Math.sqrt(2 / Math.PI));
        INDArray s = Transforms.sigmoid(inner, true);
        INDArray slope = square.mul(3 * 0.044715).add(1).mul(2 * Math.sqrt(2 / Math.PI));
        write(s.add(value.mul(s).mul(s.rsub(1)).mul(slope)), x, false);
        write(value.mul(s), y, false);
    }

    @Override
    public void geluBackward(Tensor dy, Tensor derivative) {
        array(derivative).muli(array(dy));
    }

    @Override
    public void attention(Tensor qkv, int heads, Tensor probabilities, Tensor y, Dropout dropout, long firstRow) {
        for (int h = 0; h < heads; h++) {
            Head head = new Head(qkv, heads, h);
            INDArray scores = head.query().mmul(head.key().transpose()).mul(head.scale()); // (T, T)
            INDArray p = softmax(scores, qkv.rows);
            write(p, probabilities.rows(h * qkv.rows, (h + 1) * qkv.rows), false);
            INDArray dropped = p.mul(attentionMask(dropout, firstRow, heads, h, qkv.rows));
            head.part(y, 0).assign(dropped.mmul(head.value()));
        }
    }

    @Override
    public void attentionBackward(
            Tensor dy, Tensor qkv, int heads, Tensor probabilities, Tensor dqkv, Dropout dropout, long firstRow) {
        for (int h = 0; h < heads; h++) {
            Head head = new Head(qkv, heads, h);
            INDArray p = array(probabilities.rows(h * qkv.rows, (h + 1) * qkv.rows));
            INDArray mask = attentionMask(dropout, firstRow, heads, h, qkv.rows);
            INDArray dOut = head.part(dy, 0);
            INDArray dp = dOut.mmul(head.value().transpose()).mul(mask); // (T, T)
            INDArray ds = dp.subColumnVector(p.mul(dp).sum(true, 1)).mul(p).mul(head.scale());
            head.part(dqkv, 0).assign(ds.mmul(head.key()));
            head.part(dqkv, 1).assign(ds.transpose().mmul(head.query()));
            head.part(dqkv, 2).assign(p.mul(mask).transpose().mmul(dOut));
        }
    }

    @Override
    public void vectorProduct(Tensor x, Tensor w, Tensor y) {
        product(x, w, y, false);
    }

    @Override
    public void vectorProductTransposed(Tensor x, Tensor w, Tensor y) {
        productTransposed(x, w, y, false);
    }

    @Override
    public void attend(Tensor query, Tensor key, Tensor value, Tensor keys, Tensor values, int position, Tensor y) {
        write(array(key), keys.rows(position, position + 1), false);
        write(array(value), values.rows(position, position + 1), false);
        INDArray scores =
                array(query).mmul(array(keys.rows(0, position + 1)).transpose()).mul(1 / Math.sqrt(query.columns));
        INDArray weights = Transforms.exp(scores.sub(scores.maxNumber()));
        weights.divi(weights.sumNumber());
        write(weights.mmul(array(values.rows(0, position + 1))), y, false);
    }

    /** One head's channels of queries (0), keys (1) and values (2), each (T, D). */
    private record Head(Tensor qkv, int heads, int number) {
        INDArray part(Tensor x, int which) {
            int width = qkv.columns / 3;
            int depth = width / heads;
            int from = which * width + number * depth;
            return array(x).get(NDArrayIndex.all(), NDArrayIndex.interval(from, from + depth));
        }

        INDArray query() {
            return part(qkv, 0);
        }

        INDArray key() {
            return part(qkv, 1);
        }

        INDArray value() {
            return part(qkv, 2);
        }

        double scale() {
            return 1 / Math.sqrt((double) qkv.columns / 3 / heads);
        }
    }

    private INDArray softmax(INDArray scores, int time) {
        INDArray result = Nd4j.zeros(type, time, time);
        for (int query = 0; query < time; query++) {
            INDArray row = scores.getRow(query).get(NDArrayIndex.interval(0, query + 1));
            INDArray e = Transforms.exp(row.sub(row.maxNumber()));
            result.getRow(query).get(NDArrayIndex.interval(0, query + 1)).assign(e.div(e.sumNumber()));
        }
        return result;
    }

    private INDArray attentionMask(Dropout dropout, long firstRow, int heads, int head, int time) {
        INDArray mask = Nd4j.ones(type, time, time);
        for (int query = 0; query < time && !dropout.isNone(); query++) {
            long first = ((firstRow + query) * heads + head) * time;
            mask.getRow(query).assign(mask(dropout, first, 1, time).ravel());
        }
        return mask;
    }

    @Override
    public void exponentials(Tensor logits, int[] targets, int from, int firstColumn, Tensor statistics) {
        write(statistics(logits, targets, from, firstColumn, statistics), logits, false);
    }

    @Override
    public void softmaxStatistics(Tensor logits, int[] targets, int from, int firstColumn, Tensor statistics) {
        statistics(logits, targets, from, firstColumn, statistics);
    }

    /** The exponentials. */
    private static INDArray statistics(Tensor logits, int[] targets, int from, int firstColumn, Tensor statistics) {
        for (int r = 0; r < logits.rows; r++) {
            int target = targets[from + r] - firstColumn;
            if (target >= 0 && target < logits.columns) {
                array(statistics).putScalar(r, 2, array(logits).getDouble(r, target));
            }
        }
        INDArray max = array(logits).max(true, 1);
        INDArray e = Transforms.exp(array(logits).subColumnVector(max));
        array(statistics).getColumn(0).assign(max.ravel());
        array(statistics).getColumn(1).assign(e.sum(true, 1).ravel());
        return e;
    }

    @Override
    public double sumOfSquares(Tensor x) {
        return array(x).mul(array(x)).sumNumber().doubleValue();
    }

    @Override
    public void adamW(
            Tensor parameters, Tensor gradient, Tensor mean, Tensor variance, AdamWStep step, double gradientScale) {
        INDArray g = array(gradient).mul(gradientScale);
        write(array(mean).mul(step.beta1()).add(g.mul(1 - step.beta1())), mean, false);
        write(array(variance).mul(step.beta2()).add(g.mul(g).mul(1 - step.beta2())), variance, false);
        INDArray deviation = Transforms.sqrt(array(variance).mul(step.varianceCorrection()), true);
        INDArray update = array(mean).mul(step.meanCorrection()).div(deviation.add(step.epsilon()));
        array(parameters).muli(1 - step.learningRate() * step.weightDecay());
        array(parameters).subi(update.mul(step.learningRate()));
    }
}
