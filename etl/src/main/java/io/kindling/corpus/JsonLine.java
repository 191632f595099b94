package io.kindling.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.kindling.tokenizer.BadDataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * The parser of JSON lines: the document is one field of an object, its id the object's {@code id} or otherwise the
 * path and offset. Blank lines and empty texts are left out.
 *
 * @param field the name of the field that holds the text
 */
record JsonLine(String field) implements LineFiles.Parser {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(DocumentRow.LARGEST)
                    .build())
            .build();

    @Override
    public Row document(String file, long offset, byte[] line) {
        if (isBlank(line)) {
            return null;
        }
        String place = LineFiles.place(file, offset);
        try (JsonParser parser = JSON.createParser(line)) {
            Fields fields = fields(parser, place);
            String id = fields.id == null ? file + ":" + offset : fields.id;
            return fields.text.isEmpty() ? null : DocumentRow.of(id, file, fields.text.getBytes(UTF_8), place);
        } catch (IOException e) {
            String reason = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
            throw new BadDataException(place + ": not JSON (" + reason + "): each line must be one JSON object", e);
        }
    }

    private record Fields(String id, String text) {}

    private Fields fields(JsonParser parser, String place) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new BadDataException(place + ": " + parser.currentToken()
                    + " where an object is due: each line must be one JSON object");
        }
        String id = null;
        String text = null;
        List<String> names = new ArrayList<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            names.add(name);
            JsonToken value = parser.nextToken();
            if (name.equals(field)) {
                text = text(parser, place);
            } else if (name.equals("id") && value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                id = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            throw new BadDataException(place + ": more than one value: each line must be one JSON object");
        }
        if (text == null) {
            throw new BadDataException(place + ": no field \"" + field + "\" among " + names
                    + ": set field to the one that holds the text");
        }
        return new Fields(id, text);
    }

    private String text(JsonParser parser, String place) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw new BadDataException(
                    place + ": field \"" + field + "\" is " + parser.currentToken() + ": it must be a string");
        }
        String text = parser.getText();
        for (int at = 0; at < text.length(); at++) {
            if (Character.isSurrogate(text.charAt(at))) {
                if (Character.charCount(text.codePointAt(at)) == 1) {
                    throw new BadDataException("%s: field \"%s\" has half a surrogate pair (\\u%04x): write both halves"
                            .formatted(place, field, (int) text.charAt(at)));
                }
                at++;
            }
        }
        return text;
    }

    private static boolean isBlank(byte[] line) {
        for (byte character : line) {
            if (character > ' ' || character < 0) {
                return false;
            }
        }
        return true;
    }
}
