package io.kindling.jobs.page;

import io.kindling.tokenizer.Tokenizer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A token as a reader sees it. */
final class TokenText {
    private TokenText() {}

    /** Its text; what isn't whole characters byte by byte, {@code \xE2\x80}. */
    static String of(Tokenizer tokenizer, int id) {
        if (id == tokenizer.endOfText()) {
            return Tokenizer.END_OF_TEXT;
        }
        byte[] bytes = tokenizer.decode(new int[] {id});
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            StringBuilder text = new StringBuilder();
            for (byte each : bytes) {
                text.append("\\x%02X".formatted(each));
            }
            return text.toString();
        }
    }
}
