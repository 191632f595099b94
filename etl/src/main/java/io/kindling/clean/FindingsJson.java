package io.kindling.clean;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;

/** Findings as they are written beside documents: a JSON array of them. */
final class FindingsJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
            .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
            .build();
    private static final ObjectWriter WRITER = JSON.writer();
    private static final ObjectReader READER = JSON.readerForListOf(Finding.class);
    private static final byte[] NONE = {'[', ']'};

    private FindingsJson() {}

    static byte[] write(Judged document) {
        return write(document.findings());
    }

    static byte[] write(List<Finding> findings) {
        if (findings.isEmpty()) {
            return NONE;
        }
        try {
            return WRITER.writeValueAsBytes(findings);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("findings can always be written", e);
        }
    }

    static List<Finding> read(byte[] json) throws IOException {
        return json.length == NONE.length ? List.of() : READER.readValue(json);
    }
}
