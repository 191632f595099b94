package io.kindling.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.kindling.tokenizer.BadDataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The id and the text of one JSON object, the only value of its line.
 *
 * <p>Nearly all of most lines is the text, and {@link JsonString} reads it several times as fast as a parser would go past
 * it. So it is cut out of the line once it is read, before the parser, which looks at no byte before it must, comes to it:
 * {@code {"text":"Hello","n":1}} goes on as {@code {"text":"","n":1}} with blanks behind it.
 */
final class JsonDocument {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Portion.LARGEST_DOCUMENT)
                    .build())
            .build();

    private final byte[] line;
    private final String field;
    private final JsonParser parser;
    private int length;
    private String id;
    private byte[] text;
    private String textPath; // that the text was found by

    private JsonDocument(byte[] line, int length, String field, JsonParser parser) {
        this.line = line;
        this.length = length;
        this.field = field;
        this.parser = parser;
    }

    /**
     * Reads the first {@code length} bytes of {@code line}, well-formed UTF-8, which are others afterwards.
     *
     * @param field of the text, as {@link JsonLine} has it
     * @throws IOException if it isn't JSON
     * @throws BadDataException if it isn't one object with a text
     */
    static JsonDocument read(byte[] line, int length, String field) throws IOException {
        try (JsonParser parser = JSON.createParser(line, 0, length)) {
            JsonDocument document = new JsonDocument(line, length, field, parser);
            document.read();
            return document;
        }
    }

    /** Null if it has none. */
    String id() {
        return id;
    }

    byte[] text() {
        return text;
    }

    private void read() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new BadDataException(
                    parser.currentToken() + " where an object is due: each line must be one JSON object");
        }
        List<String> names = new ArrayList<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            names.add(name);
            lookForText(field);
            if (name.equalsIgnoreCase("id") && !name.equals(field) && isScalar(parser.currentToken())) {
                id = parser.getText();
            }
        }
        if (!Lines.isBlank(line, place(parser.currentLocation()), length)) {
            throw new BadDataException("more than one value: each line must be one JSON object");
        }
        if (text == null) {
            throw new BadDataException(
                    "no field \"" + field + "\" among " + names + ": set field to the one that holds the text");
        }
    }

    private static boolean isScalar(JsonToken value) {
        return value.isScalarValue() && value != JsonToken.VALUE_NULL;
    }

    /** Goes through the value of the field that the parser has come to, which is the text if its name is {@code path}. */
    private void lookForText(String path) throws IOException {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals(path)) {
            cutText(path);
        } else if (text == null && value == JsonToken.START_OBJECT && path.startsWith(name + ".")) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                lookForText(path.substring(name.length() + 1));
            }
        } else {
            parser.skipChildren();
        }
    }

    /** Keeps the string that the parser has come to as the text, and cuts it out of the line. */
    private void cutText(String path) throws IOException {
        if (path.equals(textPath)) { // and each time, the rest of the line would be moved
            throw new BadDataException("field \"" + field + "\" comes twice: keep one");
        }
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw new BadDataException("field \"" + field + "\" is " + parser.currentToken() + ": it must be a string");
        }
        textPath = path;
        int quote = place(parser.currentTokenLocation());
        JsonString string = string(quote);
        if (string == null) {
            text = parser.getText().getBytes(UTF_8); // throws, with what is wrong with it
            return;
        }
        text = string.utf8();
        int rest = length - string.closingQuote();
        System.arraycopy(line, string.closingQuote(), line, quote + 1, rest);
        Arrays.fill(line, quote + 1 + rest, length, (byte) ' ');
        length = quote + 1 + rest;
    }

    private JsonString string(int quote) {
        try {
            return JsonString.read(line, quote, length);
        } catch (BadDataException e) {
            throw new BadDataException("field \"" + field + "\" has " + e.getMessage(), e);
        }
    }

    private static int place(JsonLocation location) {
        long place = location.getByteOffset();
        if (place < 0) {
            throw new BadDataException("not JSON in UTF-8: convert it");
        }
        return (int) place;
    }
}
