package io.kindling.jobs.page;

import io.kindling.model.Gpt;
import io.kindling.model.GptConfig;
import io.kindling.model.Parameters;
import io.kindling.model.Trace;
import io.kindling.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the page of {@code inspect} knows of a model and one or two texts. Bytes are little-endian numbers.
 *
 * @param vocabulary each token as it is shown
 * @param similarities int16, N·(N + 1)/2 after each of 0 to L blocks: the cosines of the stream between any two of the texts'
 *     N tokens, row by row up to the token itself, in units of 1/32767
 */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
public record Inspection(
        Model model, List<String> vocabulary, List<InspectedText> texts, byte[] similarities, Embedding embedding) {
    /** What is said of a model. */
    record Model(
            String name, int layers, int heads, int width, int contextLength, int vocabularySize, long parameters) {
        static Model of(String name, GptConfig config) {
            return new Model(
                    name,
                    config.layers(),
                    config.heads(),
                    config.width(),
                    config.contextLength(),
                    config.vocabularySize(),
                    Parameters.count(config));
        }
    }

    /** Follows each text, the ids of which are given, through the model. */
    public static Inspection of(String name, Gpt gpt, Tokenizer tokenizer, List<int[]> texts) {
        List<Trace> traces = texts.stream().map(ids -> new Trace(gpt, ids)).toList();
        List<InspectedText> inspected = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            inspected.add(InspectedText.of(gpt.config(), texts.get(i), traces.get(i)));
        }
        int[] all = texts.stream().flatMapToInt(IntStream::of).distinct().toArray();
        return new Inspection(
                Model.of(name, gpt.config()),
                IntStream.range(0, tokenizer.vocabularySize())
                        .mapToObj(id -> TokenText.of(tokenizer, id))
                        .toList(),
                inspected,
                PackedNumbers.of(Similarities.of(gpt.config(), traces)),
                Embedding.of(gpt, all));
    }
}
