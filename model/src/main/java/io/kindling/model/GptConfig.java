package io.kindling.model;

import java.io.Serializable;

/**
 * The shape of a GPT.
 *
 * @param vocabularySize V, all token ids, end of text included
 * @param contextLength T, the most tokens that one sequence can have
 * @param width C, channels of a token's vector
 * @param heads H, attention heads of a block; width must be divisible by it
 * @param layers L, blocks
 * @param dropout probability in training, in [0, 1); 0 for none
 * @param bias whether linear layers and layer norms have one
 */
public record GptConfig(
        int vocabularySize, int contextLength, int width, int heads, int layers, double dropout, boolean bias)
        implements Serializable {
    private static final int MOST_LAYERS = 10_000;

    public GptConfig {
        requirePositive("vocabularySize", vocabularySize);
        requirePositive("contextLength", contextLength);
        requirePositive("width", width);
        requirePositive("heads", heads);
        requirePositive("layers", layers);
        if (width % heads != 0) {
            throw new IllegalArgumentException("width (" + width + ") must be divisible by heads (" + heads + ")");
        }
        requireAddressable(vocabularySize, contextLength, width, heads, layers);
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout (" + dropout + ") must be at least 0 and less than 1");
        }
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " (" + value + ") must be at least 1");
        }
    }

    /** One vector holds all parameters, and another a sequence's attention, each of as many elements as an int counts. */
    private static void requireAddressable(int vocabularySize, int contextLength, int width, int heads, int layers) {
        if (layers > MOST_LAYERS) {
            throw new IllegalArgumentException("layers (" + layers + ") must be at most " + MOST_LAYERS);
        }
        double parameters = ((double) vocabularySize + contextLength) * width + 12.0 * layers * width * (width + 2.0);
        if (parameters > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "vocabularySize (%d), contextLength (%d), width (%d) and layers (%d) make %.0f parameters;"
                                    .formatted(vocabularySize, contextLength, width, layers, parameters)
                            + " they must be at most " + Integer.MAX_VALUE);
        }
        if ((double) heads * contextLength * contextLength > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("contextLength (" + contextLength + "), squared, times heads (" + heads
                    + ") must be at most " + Integer.MAX_VALUE);
        }
    }

    /** The same shape with biases. */
    public GptConfig withBias() {
        return new GptConfig(vocabularySize, contextLength, width, heads, layers, dropout, true);
    }

    /** F, the width of the feed-forward layer. */
    public int feedForwardWidth() {
        return 4 * width;
    }
}
