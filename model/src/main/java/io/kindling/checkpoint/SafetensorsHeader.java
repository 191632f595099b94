package io.kindling.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The header of a safetensors file, read by one who doesn't trust it: token by token, so that it takes no more memory than the
 * tensors that it may have.
 */
final class SafetensorsHeader {
    private static final String METADATA = "__metadata__";
    private static final int MOST_TENSORS = 1 << 16;
    private static final int MOST_DIMENSIONS = 8;
    private static final int DEEPEST = 8;
    private static final int LONGEST_NAME = 1000;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private final String name;

    private SafetensorsHeader(String name) {
        this.name = name;
    }

    /** The entries in the order of their bytes, which follow one another without holes or overlaps. */
    static List<Safetensors.Entry> parse(byte[] text, String name) throws IOException {
        SafetensorsHeader header = new SafetensorsHeader(name);
        try (JsonParser json = JSON.createParser(text)) {
            List<Safetensors.Entry> entries = header.entries(json);
            header.requireContiguous(entries);
            return entries;
        } catch (JsonProcessingException e) {
            throw new BadModelException(name + ": the header isn't JSON: " + e.getOriginalMessage(), e);
        }
    }

    private List<Safetensors.Entry> entries(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw bad("the header must be a JSON object of tensors");
        }
        List<Safetensors.Entry> entries = new ArrayList<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String tensor = json.currentName();
            if (tensor.length() > LONGEST_NAME) {
                throw bad("the name of a tensor has more than " + LONGEST_NAME + " characters");
            }
            boolean object = json.nextToken() == JsonToken.START_OBJECT;
            if (tensor.equals(METADATA)) {
                json.skipChildren();
            } else if (!object) {
                throw bad(tensor + " must be an object with dtype, shape and data_offsets");
            } else {
                entries.add(entry(tensor, json));
            }
            if (entries.size() > MOST_TENSORS) {
                throw bad("the header has more than " + MOST_TENSORS + " tensors; that is no GPT-2");
            }
        }
        if (json.nextToken() != null) {
            throw bad("the header must be one JSON object, and more follows it");
        }
        return entries;
    }

    private Safetensors.Entry entry(String tensor, JsonParser json) throws IOException {
        String type = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "dtype" -> type = json.getValueAsString();
                case "shape" -> shape = naturals(tensor + ".shape", json);
                case "data_offsets" -> offsets = naturals(tensor + ".data_offsets", json);
                default ->
                    throw bad(tensor + " has a field " + field + "; only dtype, shape and data_offsets are known");
            }
        }
        if (type == null || shape == null || offsets == null || offsets.size() != 2) {
            throw bad(tensor + " must have a dtype, a shape and two data_offsets");
        }
        return entry(tensor, type, shape, offsets.get(0), offsets.get(1));
    }

    private Safetensors.Entry entry(String tensor, String type, List<Long> shape, long from, long to) {
        NumberType number = NumberType.of(type);
        if (number == null) {
            throw bad(tensor + " has dtype " + type + "; only " + List.of(NumberType.values()) + " are read");
        }
        try {
            Safetensors.Entry entry = new Safetensors.Entry(tensor, number, List.copyOf(shape), from);
            if (to - from != Math.multiplyExact(entry.size(), number.bytes())) {
                throw bad(tensor + " " + shape + " doesn't fill its bytes " + from + " to " + to);
            }
            return entry;
        } catch (ArithmeticException e) {
            throw bad(tensor + " " + shape + " is larger than any file");
        }
    }

    private List<Long> naturals(String what, JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw bad(what + " must be a list of whole numbers");
        }
        List<Long> numbers = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
                    || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                    || json.getLongValue() < 0) {
                throw bad(what + " holds " + json.getText() + " where a whole number from 0 must stand");
            }
            numbers.add(json.getLongValue());
            if (numbers.size() > MOST_DIMENSIONS) {
                throw bad(what + " has more than " + MOST_DIMENSIONS + " numbers");
            }
        }
        return numbers;
    }

    private void requireContiguous(List<Safetensors.Entry> entries) {
        entries.sort(Comparator.comparingLong(Safetensors.Entry::from).thenComparingLong(Safetensors.Entry::size));
        long end = 0;
        for (Safetensors.Entry entry : entries) {
            if (entry.from() != end) {
                throw bad(entry.name() + " starts at byte " + entry.from() + " where the tensor before it ends at "
                        + end + "; holes and overlaps aren't allowed");
            }
            end = entry.to();
        }
    }

    private BadModelException bad(String message) {
        return new BadModelException(name + ": " + message);
    }
}
