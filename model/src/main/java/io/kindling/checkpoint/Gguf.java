package io.kindling.checkpoint;

import io.kindling.model.GptConfig;
import io.kindling.model.Parameters;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A model as one GGUF file, version 3, for llama.cpp: its architecture gpt2, float32 throughout.
 *
 * <pre>
 *   content                                                  all numbers little-endian
 *   "GGUF", version (u32), tensors (u64), values (u64)
 *   each value: key (string), type (u32), value              a string is its length (u64) and its UTF-8
 *   each tensor: name (string), dimensions (u32), each (u64), type (u32), offset (u64)
 *   zeros up to a multiple of 32
 *   each tensor's numbers, zeros up to a multiple of 32      offsets count from the first of them
 * </pre>
 *
 * <p>Dimensions stand the fastest first: a (V, C) embedding is C, V. Linear layers are (O, I) there, transposed from GPT-2's (I, O).
 * What names and keys mean is laid down in the GGUF specification and llama.cpp's {@code gguf-py/gguf/constants.py}.
 */
public final class Gguf {
    private static final int VERSION = 3;
    private static final int ALIGNMENT = 32;
    private static final int FLOAT32 = 0;

    private Gguf() {}

    /**
     * A byte-level BPE vocabulary as llama.cpp has it.
     *
     * @param splitting its name for how text is cut, such as {@code gpt-2}
     * @param tokens by id, in the byte-level alphabet
     * @param merges in order, each "left right"
     * @param endOfText id of the token that opens and closes a document
     */
    public record Vocabulary(String splitting, List<String> tokens, List<String> merges, int endOfText) {}

    /**
     * Writes a whole file.
     *
     * @param name of the model
     * @param parameters all numbers in the order of {@link Parameters#layout}
     */
    public static void write(String name, GptConfig config, Vocabulary vocabulary, float[] parameters, OutputStream out)
            throws IOException {
        List<GgufTensor> tensors = GgufTensor.of(config);
        GgufHeader values = values(name, config, vocabulary);
        GgufHeader header = new GgufHeader();
        header.bytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        header.u32(VERSION);
        header.u64(tensors.size());
        header.u64(values.count());
        header.bytes(values.bytes());
        long offset = 0;
        for (GgufTensor tensor : tensors) {
            header.string(tensor.name());
            header.u32(tensor.dimensions().size());
            tensor.dimensions().forEach(header::u64);
            header.u32(FLOAT32);
            header.u64(offset);
            offset += padded(tensor.bytes());
        }
        out.write(header.bytes());
        pad(out, header.bytes().length);
        for (GgufTensor tensor : tensors) {
            write(tensor, parameters, out);
            pad(out, tensor.bytes());
        }
    }

    private static GgufHeader values(String name, GptConfig config, Vocabulary vocabulary) {
        GgufHeader values = new GgufHeader();
        values.text("general.architecture", "gpt2");
        values.text("general.name", name);
        values.number("general.file_type", 0); // all float32
        values.number("general.quantization_version", 2);
        values.number("gpt2.context_length", config.contextLength());
        values.number("gpt2.embedding_length", config.width());
        values.number("gpt2.block_count", config.layers());
        values.number("gpt2.feed_forward_length", config.feedForwardWidth());
        values.number("gpt2.attention.head_count", config.heads());
        values.real("gpt2.attention.layer_norm_epsilon", 1e-5f);
        values.text("tokenizer.ggml.model", "gpt2");
        values.text("tokenizer.ggml.pre", vocabulary.splitting);
        values.texts("tokenizer.ggml.tokens", vocabulary.tokens);
        values.tokenTypes("tokenizer.ggml.token_type", vocabulary.tokens.size(), vocabulary.endOfText);
        values.texts("tokenizer.ggml.merges", vocabulary.merges);
        values.number("tokenizer.ggml.bos_token_id", vocabulary.endOfText);
        values.number("tokenizer.ggml.eos_token_id", vocabulary.endOfText);
        return values;
    }

    private static void write(GgufTensor tensor, float[] parameters, OutputStream out) throws IOException {
        int row = tensor.rowLength();
        ByteBuffer bytes = ByteBuffer.allocate(row * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int r = 0; r < tensor.rows(); r++) {
            bytes.clear();
            for (int c = 0; c < row; c++) {
                bytes.putFloat(tensor.get(parameters, r, c));
            }
            out.write(bytes.array());
        }
    }

    private static long padded(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static void pad(OutputStream out, long bytes) throws IOException {
        out.write(new byte[(int) (padded(bytes) - bytes)]);
    }
}
