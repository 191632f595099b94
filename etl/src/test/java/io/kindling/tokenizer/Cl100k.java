package io.kindling.tokenizer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** cl100k's published vocabulary, which jtokkit carries as lines of a token in base 64 and its id. */
final class Cl100k {
    static final int END_OF_TEXT = 100_257;
    static final List<byte[]> TOKENS = tokens();
    static final Bpe BPE = bpe();

    private Cl100k() {}

    private static List<byte[]> tokens() {
        List<byte[]> tokens = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Cl100k.class.getResourceAsStream("/com/knuddels/jtokkit/cl100k_base.tiktoken"),
                StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                tokens.add(Base64.getDecoder().decode(line.substring(0, line.indexOf(' '))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tokens;
    }

    /** The vocabulary with a merge for every two tokens that make a third, since tiktoken merges by what comes out. */
    private static Bpe bpe() {
        Map<String, Integer> ids = new HashMap<>();
        for (byte[] token : TOKENS) {
            ids.put(key(token, 0, token.length), ids.size());
        }
        Merges merges = new Merges(TOKENS.size());
        for (int id = 0; id < TOKENS.size(); id++) {
            byte[] token = TOKENS.get(id);
            List<int[]> pairs = new ArrayList<>();
            for (int cut = 1; cut < token.length; cut++) {
                Integer left = ids.get(key(token, 0, cut));
                Integer right = ids.get(key(token, cut, token.length));
                if (left != null && right != null) {
                    pairs.add(new int[] {left, right});
                }
            }
            pairs.sort(Comparator.<int[]>comparingInt(pair -> pair[0]).thenComparingInt(pair -> pair[1]));
            for (int[] pair : pairs) {
                merges.add(pair[0], pair[1], id);
            }
        }
        List<byte[]> tokens = new ArrayList<>(TOKENS);
        while (tokens.size() < END_OF_TEXT) {
            tokens.add(new byte[0]); // an id that isn't used
        }
        tokens.add(Tokenizer.END_OF_TEXT.getBytes(StandardCharsets.US_ASCII));
        return new Bpe(PreTokenizer.CL100K, new Vocabulary(tokens), merges, END_OF_TEXT);
    }

    private static String key(byte[] token, int from, int to) {
        return new String(Arrays.copyOfRange(token, from, to), StandardCharsets.ISO_8859_1);
    }
}
