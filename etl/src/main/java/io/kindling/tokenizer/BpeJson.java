package io.kindling.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@link Bpe} in files: {@code tokenizer.json}, and GPT-2's {@code vocab.json} with {@code merges.txt}. */
final class BpeJson {
    private final TokenizerFile file;
    private final int endOfText;
    private final String[] tokens;
    private final Map<String, Integer> ids = new HashMap<>();

    private BpeJson(TokenizerFile file, JsonNode vocabulary, int endOfText) {
        this.file = file;
        this.endOfText = endOfText;
        tokens = file.tokens(vocabulary, endOfText);
        for (int id = 0; id < tokens.length; id++) {
            ids.put(tokens[id], id);
        }
    }

    static Bpe read(TokenizerFile file) {
        PreTokenizer splitting = PreTokenizerJson.read(file);
        JsonNode model = file.root().path("model");
        for (String unsupported : List.of(
                "dropout", "continuing_subword_prefix", "end_of_word_suffix", "byte_fallback", "ignore_merges")) {
            String value = model.path(unsupported).asText();
            file.require(
                    value.isEmpty() || value.equals("null") || value.equals("false"),
                    unsupported + " (" + value + ") isn't supported: it changes ids");
        }
        return new BpeJson(file, model.path("vocab"), file.endOfText()).read(splitting, model.path("merges"));
    }

    static Bpe readGpt2(String vocabJson, String mergesTxt) {
        TokenizerFile file = TokenizerFile.parse(vocabJson, "vocab.json");
        JsonNode endOfText = file.root().path(Tokenizer.END_OF_TEXT);
        file.require(endOfText.isInt(), "it must have a token " + Tokenizer.END_OF_TEXT);
        ArrayNode merges = JsonNodeFactory.instance.arrayNode();
        mergesTxt.lines().filter(line -> !line.startsWith("#version")).forEach(merges::add);
        return new BpeJson(new TokenizerFile(file.root(), "merges.txt"), file.root(), endOfText.intValue())
                .read(PreTokenizer.GPT2, merges);
    }

    private Bpe read(PreTokenizer splitting, JsonNode merges) {
        List<byte[]> vocabulary = new ArrayList<>();
        for (int id = 0; id < tokens.length; id++) {
            byte[] bytes = ByteAlphabet.read(tokens[id]);
            if (bytes == null || bytes.length == 0) {
                throw file.bad(
                        "token \"" + tokens[id] + "\" (id " + id + ") must be written in the byte-level alphabet");
            }
            vocabulary.add(bytes);
        }
        for (int b = 0; b < ByteAlphabet.SIZE; b++) {
            String token = ByteAlphabet.write(new byte[] {(byte) b});
            if (!ids.containsKey(token)) {
                throw file.bad(
                        String.format("no token for byte 0x%02X (\"%s\"): all 256 bytes must have one", b, token));
            }
        }
        return new Bpe(splitting, new Vocabulary(vocabulary), merges(merges), endOfText);
    }

    private Merges merges(JsonNode list) {
        file.require(list.isArray(), "merges must be a list");
        Merges merges = new Merges(list.size());
        for (JsonNode pair : list) {
            String both = pair.asText();
            int space = both.indexOf(' ');
            String left = pair.isArray() ? pair.path(0).asText() : both.substring(0, Math.max(space, 0));
            String right = pair.isArray() ? pair.path(1).asText() : both.substring(space + 1);
            for (String token : List.of(left, right, left + right)) {
                if (!ids.containsKey(token)) {
                    throw badMerge(merges.size(), left, right, "\"" + token + "\" must be in the vocabulary");
                }
            }
            int result = ids.get(left + right);
            if (result == endOfText) {
                throw badMerge(merges.size(), left, right, Tokenizer.END_OF_TEXT + " must not result from a merge");
            }
            if (merges.rank(ids.get(left), ids.get(right)) != Merges.NONE) {
                throw badMerge(merges.size(), left, right, "it must not be there twice");
            }
            merges.add(ids.get(left), ids.get(right), result);
        }
        return merges;
    }

    private BadDataException badMerge(int rank, String left, String right, String rule) {
        return file.bad("merge " + rank + " (\"" + left + "\" \"" + right + "\"): " + rule);
    }

    static String write(Bpe bpe) {
        ObjectNode model = JsonNodeFactory.instance.objectNode();
        model.put("type", "BPE")
                .putNull("dropout")
                .putNull("unk_token")
                .putNull("continuing_subword_prefix")
                .putNull("end_of_word_suffix")
                .put("fuse_unk", false)
                .put("byte_fallback", false)
                .put("ignore_merges", false);
        ObjectNode vocabulary = model.putObject("vocab");
        String[] tokens = new String[bpe.vocabularySize()];
        for (int id = 0; id < tokens.length; id++) {
            tokens[id] = ByteAlphabet.write(bpe.vocabulary().token(id));
            vocabulary.put(tokens[id], id);
        }
        ArrayNode list = model.putArray("merges");
        Merges merges = bpe.merges();
        for (int rank = 0; rank < merges.size(); rank++) { // as "a b": old and new readers take that
            list.add(tokens[merges.left(rank)] + " " + tokens[merges.right(rank)]);
        }
        return TokenizerFile.write(
                bpe.endOfText(),
                PreTokenizerJson.write(bpe.splitting()),
                PreTokenizerJson.byteLevel(true, false, true),
                PreTokenizerJson.byteLevel(true, true, true),
                model);
    }
}
