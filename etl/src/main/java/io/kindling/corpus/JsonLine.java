package io.kindling.corpus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.kindling.tokenizer.BadDataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The parser of JSON lines: the document is one field of an object, its id the object's {@code id}, in small letters or
 * capitals, or otherwise the path and offset. Blank lines and empty texts are left out.
 *
 * @param field the name of the field that holds the text; {@code meta.body} is the field body of the object meta,
 *     unless a field is called so
 * @param whole keeps the whole line in the text's place, even where the text is empty
 */
record JsonLine(String field, boolean whole) implements Lines.Parser {
    private static final int NOWHERE = -1;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Portion.LARGEST_DOCUMENT)
                    .build())
            .build();

    @Override
    public Reading parse(String file, long offset, byte[] line, int length) {
        if (isBlank(line, length)) {
            return null;
        }
        try (JsonParser parser = JSON.createParser(line, 0, length)) {
            Fields fields = fields(parser);
            String id = fields.id == null ? file + ":" + offset : fields.id;
            byte[] text = text(line, fields.text, length); // which must be one, whatever is kept
            if (whole) {
                return new Reading.Text(id, file, Arrays.copyOf(line, length));
            }
            return text.length == 0 ? null : new Reading.Text(id, file, text);
        } catch (IOException e) {
            String reason = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
            throw new BadDataException("not JSON (" + reason + "): each line must be one JSON object", e);
        }
    }

    /** @param text where in the line the quote is that opens it */
    private record Fields(String id, int text) {}

    private Fields fields(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new BadDataException(
                    parser.currentToken() + " where an object is due: each line must be one JSON object");
        }
        String id = null;
        int text = NOWHERE;
        List<String> names = new ArrayList<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            names.add(name);
            JsonToken value = parser.nextToken();
            if (name.equals(field)) {
                text = quote(parser);
            } else if (text == NOWHERE && value == JsonToken.START_OBJECT && field.startsWith(name + ".")) {
                text = within(parser, field.substring(name.length() + 1));
            } else if (name.equalsIgnoreCase("id") && value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                id = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            throw new BadDataException("more than one value: each line must be one JSON object");
        }
        if (text == NOWHERE) {
            throw new BadDataException(
                    "no field \"" + field + "\" among " + names + ": set field to the one that holds the text");
        }
        return new Fields(id, text);
    }

    /** Where the text is in the object that the parser has come to, or nowhere; reads to the object's end. */
    private int within(JsonParser parser, String path) throws IOException {
        int text = NOWHERE;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals(path)) {
                text = quote(parser);
            } else if (text == NOWHERE && value == JsonToken.START_OBJECT && path.startsWith(name + ".")) {
                text = within(parser, path.substring(name.length() + 1));
            } else {
                parser.skipChildren();
            }
        }
        return text;
    }

    /** Where the string begins that the parser has come to; it isn't read before the whole line is known to be JSON. */
    private int quote(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw new BadDataException("field \"" + field + "\" is " + parser.currentToken() + ": it must be a string");
        }
        long at = parser.currentTokenLocation().getByteOffset();
        if (at < 0) {
            throw new BadDataException("not JSON in UTF-8: convert it");
        }
        return (int) at;
    }

    private byte[] text(byte[] line, int quote, int length) {
        try {
            return JsonString.utf8(line, quote, length);
        } catch (BadDataException e) {
            throw new BadDataException("field \"" + field + "\" has " + e.getMessage(), e);
        }
    }

    private static boolean isBlank(byte[] line, int length) {
        for (int at = 0; at < length; at++) {
            if (line[at] > ' ' || line[at] < 0) {
                return false;
            }
        }
        return true;
    }
}
