package io.kindling.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PreTokenizerTest {
    private static final Pattern GPT2 = Pattern.compile(
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
            Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern CL100K = Pattern.compile(PreTokenizer.CL100K_PATTERN, Pattern.UNICODE_CHARACTER_CLASS);

    @Test
    void aSpaceGoesWithTheWordAfterIt() {
        assertThat(pieces("Hello world, it's 2024!"))
                .containsExactly("Hello", " world", ",", " it", "'s", " 2024", "!");
    }

    @Test
    void whiteSpaceLeavesItsLastCharacterToWhatFollows() {
        assertThat(pieces("a   b")).containsExactly("a", "  ", " b");
        assertThat(pieces("a\n\nb")).containsExactly("a", "\n", "\n", "b");
        assertThat(pieces("a \u2003 ")).containsExactly("a", " \u2003 ");
    }

    @Test
    void contractionsAreInLowerCaseAndAtTheStartOfAPiece() {
        assertThat(pieces("we'll I'D 'tis ''s 're'l"))
                .containsExactly("we", "'ll", " I", "'", "D", " '", "tis", " ''", "s", " '", "re", "'", "l");
    }

    @Test
    void cl100kTakesSignsAlongWithWordsAndNewlinesWithSigns() {
        assertThat(pieces(PreTokenizer.CL100K, "(see) \t_x 12345 I'LL \n\n  go!\n\n"))
                .containsExactly(
                        "(see", ")", " ", "\t", "_x", " ", "123", "45", " I", "'LL", " \n\n", " ", " go", "!\n\n");
        assertThat(pieces(PreTokenizer.CL100K, "a  \n  ")).containsExactly("a", "  \n", "  ");
    }

    /** Cut side by side or one after the other, the pieces are the same. */
    @Test
    void startsAreTheEndsOfThePiecesBefore() {
        Random random = new Random(9);
        for (int i = 0; i < 20_000; i++) {
            byte[] text = random.ints(80, 0, 30)
                    .mapToObj(c -> c == 29 && random.nextInt(8) == 0
                            ? "é"
                            : " \n\t''strevmld12aZ.-   eeaab".substring(c % 26, c % 26 + 1))
                    .collect(Collectors.joining())
                    .getBytes(UTF_8);
            int at = random.nextInt(10);
            at = PreTokenizer.GPT2.end(text, at, text.length);
            if (at + PreTokenizer.BLOCK > text.length) {
                continue;
            }
            long starts = PreTokenizer.GPT2.starts(text, at);
            assertThat(starts & 1).isEqualTo(1);
            int start = at;
            for (long rest = starts & -2; rest != 0; rest &= rest - 1) {
                int end = at + Long.numberOfTrailingZeros(rest);
                assertThat(PreTokenizer.GPT2.end(text, start, text.length)).isEqualTo(end);
                start = end;
            }
        }
    }

    @Test
    void malformedBytesAreCutLikeSigns() {
        byte[] bytes = {'a', (byte) 0xFF, '!', (byte) 0xE2, (byte) 0x82, ' ', (byte) 0x80, 'b'};
        assertThat(ends(PreTokenizer.GPT2, bytes)).containsExactly(1, 5, 7, 8);
        assertThat(ends(PreTokenizer.CL100K, bytes)).containsExactly(1, 5, 7, 8);
    }

    @Test
    void randomTextIsCutAsTheRegularExpressionCutsIt() {
        Random random = new Random(7);
        int[] alphabet = alphabet();
        for (int i = 0; i < 3_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = random.nextInt(40); k >= 0; k--) {
                text.appendCodePoint(
                        random.nextInt(3) == 0
                                ? " \n\r\t'sſStrevmldD12aZ.-".charAt(random.nextInt(22))
                                : alphabet[random.nextInt(alphabet.length)]);
            }
            assertThat(pieces(text.toString())).isEqualTo(expected(GPT2, text.toString()));
            assertThat(pieces(PreTokenizer.CL100K, text.toString())).isEqualTo(expected(CL100K, text.toString()));
        }
    }

    /** Code points on whose class this Java and Unicode 16 agree, small groups as likely as large ones. */
    private static int[] alphabet() {
        Random random = new Random(8);
        List<List<Integer>> groups =
                List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String text = Character.toString(c);
            int kind = text.matches("\\p{L}") ? 1 : text.matches("\\p{N}") ? 2 : text.matches("(?U)\\s") ? 3 : 0;
            if ((c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) && kind == UnicodeClasses.of(c)) {
                groups.get(kind).add(c);
            }
        }
        return random.ints(20_000, 0, groups.size())
                .map(kind ->
                        groups.get(kind).get(random.nextInt(groups.get(kind).size())))
                .toArray();
    }

    private static List<String> expected(Pattern pattern, String text) {
        List<String> pieces = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            pieces.add(matcher.group());
        }
        return pieces;
    }

    private static List<String> pieces(String text) {
        return pieces(PreTokenizer.GPT2, text);
    }

    private static List<String> pieces(PreTokenizer splitting, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        List<String> pieces = new ArrayList<>();
        int start = 0;
        for (int end : ends(splitting, bytes)) {
            pieces.add(new String(bytes, start, end - start, UTF_8));
            start = end;
        }
        return pieces;
    }

    private static List<Integer> ends(PreTokenizer splitting, byte[] bytes) {
        List<Integer> ends = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            at = splitting.end(bytes, at, bytes.length);
            ends.add(at);
        }
        return ends;
    }
}
