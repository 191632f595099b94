package io.kindling.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** {@link Characters} as a {@code tokenizer.json}: words of one character each. */
final class CharactersJson {
    /** Any character, newlines included, in the syntax that Hugging Face's reader and others share. */
    private static final String ANY = "[\\s\\S]";

    private CharactersJson() {}

    static Characters read(TokenizerFile file) {
        JsonNode splitting = file.root().path("pre_tokenizer");
        file.require(
                splitting.path("pattern").path("Regex").asText().equals(ANY)
                        && splitting.path("behavior").asText().equals("Isolated"),
                "pre_tokenizer (" + splitting + ") must be Split with the Regex " + ANY + " and behavior Isolated");
        int endOfText = file.endOfText();
        String[] tokens = file.tokens(file.root().path("model").path("vocab"), endOfText);
        file.require(
                endOfText == tokens.length - 1 && endOfText > 0,
                "id of " + Tokenizer.END_OF_TEXT + " (" + endOfText
                        + ") must be the last, after at least one character");
        int[] alphabet = new int[endOfText];
        for (int id = 0; id < endOfText; id++) {
            alphabet[id] = tokens[id].isEmpty() ? -1 : tokens[id].codePointAt(0);
            file.require(
                    Characters.isCharacter(alphabet[id])
                            && tokens[id].length() == Character.charCount(alphabet[id])
                            && (id == 0 || alphabet[id] > alphabet[id - 1]),
                    "token \"" + tokens[id] + "\" (id " + id
                            + ") must be one character, and ids must be in the order of the characters");
        }
        return Characters.of(alphabet);
    }

    static String write(Characters characters) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        ObjectNode splitting = nodes.objectNode().put("type", "Split");
        splitting.putObject("pattern").put("Regex", ANY);
        splitting.put("behavior", "Isolated").put("invert", false);
        ObjectNode model = nodes.objectNode().put("type", "WordLevel");
        ObjectNode vocabulary = model.putObject("vocab");
        for (int id = 0; id < characters.vocabularySize(); id++) {
            vocabulary.put(characters.text(new int[] {id}), id);
        }
        model.put("unk_token", "<unk>"); // must be there; as it is no token, other characters fail there as here
        ObjectNode decoder = nodes.objectNode().put("type", "Fuse");
        return TokenizerFile.write(characters.endOfText(), splitting, NullNode.instance, decoder, model);
    }
}
