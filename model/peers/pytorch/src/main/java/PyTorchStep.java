import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.EmbeddingImpl;
import org.bytedeco.pytorch.LayerNormImpl;
import org.bytedeco.pytorch.LayerNormOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * GPT-2's training step in PyTorch: forward, backward, clipping, AdamW, in float32, with its fused attention.
 *
 * <p>Arguments: vocabulary, width, layers, heads, context, batch, threads, steps. Prints the median of the steps.
 */
public final class PyTorchStep {
    private static final int WARM_UP = 3;

    private final int vocabulary;
    private final int width;
    private final int heads;
    private final int context;
    private final int batch;
    private final TensorVector parameters = new TensorVector();
    private final EmbeddingImpl tokens;
    private final EmbeddingImpl positions;
    private final Block[] blocks;
    private final LayerNormImpl norm;
    private final AdamW optimizer;
    private final Tensor inputs;
    private final Tensor targets;
    private final Tensor places;

    private final class Block {
        final LayerNormImpl norm1 = layerNorm();
        final LinearImpl qkv = keep(new LinearImpl(width, 3L * width));
        final LinearImpl project = keep(new LinearImpl(width, width));
        final LayerNormImpl norm2 = layerNorm();
        final LinearImpl expand = keep(new LinearImpl(width, 4L * width));
        final LinearImpl contract = keep(new LinearImpl(4L * width, width));

        Tensor forward(Tensor x) {
            Tensor middle = x.add(project.forward(attention(qkv.forward(norm1.forward(x)))));
            Tensor hidden = torch.gelu(expand.forward(norm2.forward(middle)), new BytePointer("tanh"));
            return middle.add(contract.forward(hidden));
        }

        private Tensor attention(Tensor projected) {
            TensorVector parts = projected.split(width, 2);
            Tensor seen = torch.scaled_dot_product_attention(
                    heads(parts.get(0)),
                    heads(parts.get(1)),
                    heads(parts.get(2)),
                    new TensorOptional(),
                    0.0,
                    true,
                    new DoubleOptional(),
                    false);
            return seen.transpose(1, 2).contiguous().view(batch, context, width);
        }

        private Tensor heads(Tensor x) {
            return x.view(batch, context, heads, width / heads).transpose(1, 2);
        }
    }

    private PyTorchStep(int vocabulary, int width, int layers, int heads, int context, int batch) {
        this.vocabulary = vocabulary;
        this.width = width;
        this.heads = heads;
        this.context = context;
        this.batch = batch;
        tokens = embedding(vocabulary);
        positions = embedding(context);
        blocks = new Block[layers];
        for (int layer = 0; layer < layers; layer++) {
            blocks[layer] = new Block();
        }
        norm = layerNorm();
        optimizer = new AdamW(parameters, new AdamWOptions(3e-4));
        TensorOptions longs = new TensorOptions(ScalarType.Long);
        inputs = torch.randint(vocabulary, new long[] {batch, context}, longs);
        targets = torch.randint(vocabulary, new long[] {(long) batch * context}, longs);
        places = torch.arange(new Scalar(context), longs);
    }

    /**
     * GPT-2's initialization. With PyTorch's own, fifty times as wide, logits are so large that gradients become denormal
     * numbers, which Intel's processors multiply slowly: GPT-2's step took 11 s instead of 1.6.
     */
    private EmbeddingImpl embedding(int rows) {
        EmbeddingImpl table = keep(new EmbeddingImpl(rows, width));
        torch.normal_(table.weight(), 0, 0.02);
        return table;
    }

    private LayerNormImpl layerNorm() {
        LongVector shape = new LongVector();
        shape.push_back(width);
        return keep(new LayerNormImpl(new LayerNormOptions(shape)));
    }

    private <M extends Module> M keep(M module) {
        TensorVector own = module.parameters();
        for (long i = 0; i < own.size(); i++) {
            parameters.push_back(own.get(i));
        }
        return module;
    }

    private double millis() {
        long start = System.nanoTime();
        try (PointerScope scope = new PointerScope()) {
            optimizer.zero_grad();
            Tensor x = tokens.forward(inputs).add(positions.forward(places));
            for (Block block : blocks) {
                x = block.forward(x);
            }
            Tensor logits = torch.matmul(norm.forward(x), tokens.weight().t());
            Tensor loss = torch.cross_entropy_loss(logits.view((long) batch * context, vocabulary), targets);
            loss.backward();
            torch.clip_grad_norm_(parameters, 1.0);
            optimizer.step();
            loss.item_float();
        }
        return (System.nanoTime() - start) / 1e6;
    }

    public static void main(String[] arguments) {
        int[] n = Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
        torch.set_num_threads(n[6]);
        PyTorchStep step = new PyTorchStep(n[0], n[1], n[2], n[3], n[4], n[5]);
        for (int i = 0; i < WARM_UP; i++) {
            step.millis();
        }
        double[] millis = new double[n[7]];
        for (int i = 0; i < millis.length; i++) {
            millis[i] = step.millis();
        }
        Arrays.sort(millis);
        System.out.printf(
                "PyTorch, %s, %d threads: median of %d steps %.1f ms, fastest %.1f, slowest %.1f%n",
                String.join(", ", Arrays.copyOf(arguments, 6)),
                n[6],
                millis.length,
                millis[millis.length / 2],
                millis[0],
                millis[millis.length - 1]);
        System.exit(0);
    }
}
