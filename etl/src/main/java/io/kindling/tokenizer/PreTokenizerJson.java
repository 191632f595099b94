package io.kindling.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * {@link PreTokenizer} in a {@code tokenizer.json}: GPT-2's as the {@code ByteLevel} that splits by itself, cl100k's as
 * Llama 3 and GPT-4 have it, a {@code Split} by a regular expression before a {@code ByteLevel} that doesn't.
 *
 * <p>{@code ByteLevel} also says by which version of Unicode text is split; other readers pass that over.
 */
final class PreTokenizerJson {
    private static final String UNICODE = "unicode";

    private PreTokenizerJson() {}

    static PreTokenizer read(TokenizerFile file) {
        JsonNode json = file.root().path("pre_tokenizer");
        JsonNode steps = json.path("pretokenizers");
        boolean sequence = json.path("type").asText().equals("Sequence") && steps.size() == 2;
        JsonNode bytes = sequence ? steps.get(1) : json;
        file.require(
                bytes.path("type").asText().equals("ByteLevel")
                        && !bytes.path("add_prefix_space").asBoolean(true)
                        && bytes.path("use_regex").asBoolean(true) != sequence
                        && (!sequence || isCl100k(steps.get(0))),
                "pre_tokenizer (" + json
                        + ") must be ByteLevel, add_prefix_space false, use_regex true; or a Sequence of"
                        + " Split by the Regex " + PreTokenizer.CL100K_PATTERN + " and ByteLevel, use_regex false");
        String unicode = bytes.path(UNICODE).asText(UnicodeClasses.VERSION);
        file.require(
                unicode.equals(UnicodeClasses.VERSION),
                "unicode (" + unicode + ") must be " + UnicodeClasses.VERSION
                        + ", by which this version of Kindling splits text: use the version that wrote the file");
        return sequence ? PreTokenizer.CL100K : PreTokenizer.GPT2;
    }

    /** Both ways of writing it down: pieces are what matches, and nothing lies between them. */
    private static boolean isCl100k(JsonNode split) {
        String behavior = split.path("behavior").asText();
        boolean invert = split.path("invert").asBoolean();
        return split.path("type").asText().equals("Split")
                && split.path("pattern").path("Regex").asText().equals(PreTokenizer.CL100K_PATTERN)
                && (behavior.equals("Isolated") ? !invert : behavior.equals("Removed") && invert);
    }

    static ObjectNode write(PreTokenizer splitting) {
        ObjectNode bytes =
                byteLevel(false, true, splitting == PreTokenizer.GPT2).put(UNICODE, UnicodeClasses.VERSION);
        if (splitting == PreTokenizer.GPT2) {
            return bytes;
        }
        ObjectNode sequence = JsonNodeFactory.instance.objectNode().put("type", "Sequence");
        ObjectNode split = JsonNodeFactory.instance.objectNode().put("type", "Split");
        split.putObject("pattern").put("Regex", PreTokenizer.CL100K_PATTERN);
        split.put("behavior", "Isolated").put("invert", false);
        sequence.putArray("pretokenizers").add(split).add(bytes);
        return sequence;
    }

    static ObjectNode byteLevel(boolean addPrefixSpace, boolean trimOffsets, boolean useRegex) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", addPrefixSpace)
                .put("trim_offsets", trimOffsets)
                .put("use_regex", useRegex);
    }
}
