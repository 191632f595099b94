package io.kindling.corpus;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.kindling.tokenizer.BadDataException;
import java.io.IOException;
import java.util.Arrays;

/**
 * The parser of JSON lines: the document is one field of an object, its id the object's {@code id}, in small letters or
 * capitals, or otherwise the path and offset. Blank lines and empty texts are left out.
 *
 * @param field the name of the field that holds the text; {@code meta.body} is the field body of the object meta,
 *     unless a field is called so
 * @param whole keeps the whole line in the text's place, even where the text is empty
 */
record JsonLine(String field, boolean whole) implements Lines.Parser {
    @Override
    public Reading parse(String file, long offset, byte[] line, int length) {
        if (Lines.isBlank(line, 0, length)) {
            return null;
        }
        byte[] kept = whole ? Arrays.copyOf(line, length) : null;
        try {
            JsonDocument document = JsonDocument.read(line, length, field);
            String id = document.id() == null ? file + ":" + offset : document.id();
            if (whole) {
                return new Reading.Text(id, file, kept);
            }
            return document.text().length == 0 ? null : new Reading.Text(id, file, document.text());
        } catch (IOException e) {
            String reason = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
            throw new BadDataException("not JSON (" + reason + "): each line must be one JSON object", e);
        }
    }
}
