package io.kindling.tokenizer;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.util.VersionInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes the resource that {@link UnicodeClasses} reads out of ICU's properties; {@code main} writes it to a path. */
final class UnicodeClassesGenerator {
    private UnicodeClassesGenerator() {}

    public static void main(String[] arguments) throws IOException {
        Files.writeString(Path.of(arguments[0]), generate());
    }

    static String generate() {
        StringBuilder text = new StringBuilder();
        text.append("# Letters (L), numbers (N) and white space (S) of Unicode ")
                .append(UCharacter.getUnicodeVersion())
                .append(": first, last, class. Made by UnicodeClassesGenerator from ICU ")
                .append(VersionInfo.ICU_VERSION.getMajor())
                .append(".\n");
        int start = 0;
        for (int c = 1; c <= Character.MAX_CODE_POINT + 1; c++) {
            char kind = kind(start);
            if (c > Character.MAX_CODE_POINT || kind(c) != kind) {
                if (kind != '-') {
                    text.append(String.format("%04X %04X %c\n", start, c - 1, kind));
                }
                start = c;
            }
        }
        return text.toString();
    }

    /** L, N, S or, for everything else, a hyphen. */
    static char kind(int codePoint) {
        if (UCharacter.hasBinaryProperty(codePoint, UProperty.WHITE_SPACE)) {
            return 'S';
        }
        return switch (UCharacter.getType(codePoint)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER -> 'L';
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> 'N';
            default -> '-';
        };
    }
}
