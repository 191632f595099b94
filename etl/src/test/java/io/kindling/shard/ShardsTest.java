package io.kindling.shard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.corpus.CorpusConfig;
import io.kindling.shard.Manifest.Part;
import io.kindling.shard.Manifest.Shard;
import io.kindling.shard.ShardFolder.Attempt;
import io.kindling.tokenizer.BadDataException;
import io.kindling.tokenizer.Characters;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardsTest {
    private static final Configuration HADOOP = new Configuration();
    private static final Tokenizer TOKENIZER =
            Characters.of("abcdefgh".codePoints().toArray());

    @TempDir
    private Path temporary;

    @Test
    void anyRunOfTokensCanBeReadAcrossShards() throws IOException {
        int[] tokens = write(TOKENIZER, 3, 40, 300);
        try (TokenStream stream = open().part("train")) {
            assertThat(stream.name()).isEqualTo("train");
            assertThat(stream.tokens()).isEqualTo(tokens.length);
            assertThat(read(stream, 0, tokens.length)).isEqualTo(tokens);
            Random random = new Random(2);
            for (int i = 0; i < 2_000; i++) {
                int from = random.nextInt(tokens.length);
                int count = random.nextInt(Math.min(600, tokens.length - from + 1));
                int[] into = new int[count + 2];
                stream.read(from, into, 1, count);
                assertThat(Arrays.copyOfRange(into, 1, count + 1))
                        .isEqualTo(Arrays.copyOfRange(tokens, from, from + count));
                assertThat(into[0] + into[count + 1]).isZero();
            }
        }
    }

    @Test
    void tokensOfLargeVocabulariesTakeFourBytes() throws IOException {
        Tokenizer large =
                Characters.of(IntStream.range(0x10000, 0x10000 + 70_000).toArray());
        int[] tokens = write(large, 2, 30, 1_000);
        assertThat(Arrays.stream(tokens).max().getAsInt()).isGreaterThan(65_535);
        Shards shards = open();
        assertThat(shards.manifest().width()).isEqualTo(4);
        try (TokenStream stream = shards.part("train")) {
            assertThat(read(stream, 0, tokens.length)).isEqualTo(tokens);
        }
    }

    @Test
    void documentEndsAreThoseOfTheWholePart() throws IOException {
        int[] tokens = write(TOKENIZER, 3, 40, 30);
        try (TokenStream stream = open().part("train")) {
            assertThat(stream.documents()).isEqualTo(120);
            int document = 0;
            for (int at = 0; at < tokens.length; at++) {
                if (tokens[at] == TOKENIZER.endOfText()) {
                    assertThat(stream.documentEnd(document++)).isEqualTo(at + 1);
                }
            }
            assertThat(document).isEqualTo(120);
            assertThatThrownBy(() -> stream.documentEnd(120)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> stream.read(tokens.length - 3, new int[9], 0, 4))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void theTokenizerLiesBesideTheShards() throws IOException {
        write(TOKENIZER, 1, 1, 1);
        assertThat(open().tokenizer().sha256()).isEqualTo(TOKENIZER.sha256());
        assertThat(open().tokenizerJson()).isEqualTo(TOKENIZER.json());
    }

    @Test
    void theLayoutIsTheTablesOfTheFormat() throws IOException {
        int[] tokens = write(TOKENIZER, 1, 2, 5);
        ByteBuffer file =
                ByteBuffer.wrap(Files.readAllBytes(file("train-00000.tokens"))).order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[8];
        file.get(magic);
        assertThat(new String(magic, UTF_8)).isEqualTo("KINDLTOK");
        assertThat(List.of(file.getInt(), file.getInt())).containsExactly(1, 2);
        assertThat(List.of(file.getLong(), file.getLong())).containsExactly((long) tokens.length, 2L);
        assertThat(file.position(64).asShortBuffer().get(0)).isEqualTo((short) tokens[0]);
        assertThat(file.limit()).isEqualTo(64 + 2 * tokens.length);
        assertThat(Files.size(file("train-00000.index"))).isEqualTo(32 + 4 + 4 + 2 * 8 + 4);
    }

    @Test
    void aFlippedByteIsFoundWhereverItIsRead() throws IOException {
        int[] tokens = write(TOKENIZER, 1, 10, 2_000);
        int bytes = 64 + 2 * tokens.length;
        flip("train-00000.tokens", 9_000);
        try (TokenStream stream = open().part("train")) {
            assertThat(read(stream, 0, 4_000)).isEqualTo(Arrays.copyOf(tokens, 4_000)); // blocks 0 and 1 are intact
            assertThatThrownBy(() -> read(stream, 4_065, 1))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageMatching(
                            file("train-00000.tokens") + ", bytes 8192 to 12287: checksum 0x[0-9a-f]{8} should"
                                    + " be 0x[0-9a-f]{8}: the file is damaged; copy it again or write the shards anew");
        }
        flip("train-00000.tokens", 9_000);
        for (int at : new int[] {8, 12, 16, 24, 40, 64, bytes - 1}) {
            flip("train-00000.tokens", at);
            assertThatThrownBy(this::readAll).as("byte " + at).isInstanceOf(BadDataException.class);
            flip("train-00000.tokens", at);
        }
        long indexBytes = Files.size(file("train-00000.index"));
        for (int at = 0; at < indexBytes; at++) {
            flip("train-00000.index", at);
            assertThatThrownBy(this::readAll).as("byte " + at).isInstanceOf(BadDataException.class);
            flip("train-00000.index", at);
        }
        readAll();
    }

    @Test
    void aTruncatedShardIsNamed() throws IOException {
        int[] tokens = write(TOKENIZER, 1, 3, 10);
        byte[] whole = Files.readAllBytes(file("train-00000.tokens"));
        Files.write(file("train-00000.tokens"), Arrays.copyOf(whole, 70));
        assertBad(file("train-00000.tokens") + " ends at byte 70 where " + (64 + 2 * tokens.length)
                + " are due: it is cut short or another run's; copy it again or write the shards anew");
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        write(TOKENIZER, 2, 3, 10);
        Files.delete(file("train-00001.tokens"));
        assertBad(file("train-00001.tokens") + " is missing: copy it again or write the shards anew");
    }

    @Test
    void anotherKindOfFileAnotherVersionAndAnotherTokenizerAreNamed() throws IOException {
        write(TOKENIZER, 1, 3, 10);
        byte[] whole = Files.readAllBytes(file("train-00000.tokens"));

        byte[] other = whole.clone();
        System.arraycopy("not one!".getBytes(UTF_8), 0, other, 0, 8);
        Files.write(file("train-00000.tokens"), other);
        assertBad(file("train-00000.tokens") + ", byte 0: begins with 0x6e6f74206f6e6521 where a token shard has"
                + " \"KINDLTOK\": it is another kind of file; write the shards anew");

        byte[] later = whole.clone();
        later[8] = 2;
        Files.write(file("train-00000.tokens"), later);
        assertBad(file("train-00000.tokens") + ", byte 8: is of version 2 where this program reads 1: write the shards"
                + " anew with this program");

        Files.write(file("train-00000.tokens"), whole);
        Tokenizer another = Characters.of("abcdefgi".codePoints().toArray());
        Files.writeString(file("tokenizer.json"), another.json());
        assertBad(file("tokenizer.json") + ": its SHA-256 is " + another.sha256() + " where manifest.json says "
                + TOKENIZER.sha256() + ": put back the one that the shards were written with");

        replaceInManifest(TOKENIZER.sha256(), another.sha256());
        assertBad(file("train-00000.tokens") + ", byte 32: was written with tokenizer " + TOKENIZER.sha256()
                + " where manifest.json says " + another.sha256() + ": it is another run's; write the shards anew");
    }

    @Test
    void aFolderWithoutManifestIsNotTakenForWhole() throws IOException {
        assertThatThrownBy(() -> Shards.open(HADOOP, temporary + "/nothing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shards (" + temporary + "/nothing) don't exist: write them first with tokenize");
        write(TOKENIZER, 1, 3, 10);
        Files.delete(file("manifest.json"));
        assertBad(temporary + "/shards has no manifest.json: no shards were written there, or not to the end; write the"
                + " shards anew");
    }

    @Test
    void aManifestThatIsNoneIsNamed() throws IOException {
        write(TOKENIZER, 1, 3, 10);
        String manifest = Files.readString(file("manifest.json"));
        replaceInManifest("\"version\" : 2", "\"version\" : 9");
        assertBad(file("manifest.json") + ": is of format \"kindling shards\", version 9 where this program reads"
                + " \"kindling shards\", version 2: write the shards anew with this program");
        Files.writeString(file("manifest.json"), manifest);
        replaceInManifest("train-00000", "../train-00000");
        assertBadStart(file("manifest.json") + ": not a manifest of shards (");
        Files.writeString(file("manifest.json"), manifest.substring(0, 200));
        assertBadStart(file("manifest.json") + ": not a manifest of shards (");
    }

    @Test
    void aPartThatIsNotThereIsNamed() throws IOException {
        write(TOKENIZER, 1, 3, 10);
        assertThatThrownBy(() -> open().part("validation"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "shards (" + temporary + "/shards) have no validation part, only [train]: write them anew with"
                                + " a validationFraction above 0");
    }

    /** Writes random documents into shards of a train part and returns all their tokens. */
    private int[] write(Tokenizer tokenizer, int shards, int documents, int longest) throws IOException {
        ShardFolder folder = ShardFolder.at(HADOOP, temporary + "/shards");
        folder.begin();
        folder.write("tokenizer.json", tokenizer.json());
        int width = ShardHeader.width(tokenizer.vocabularySize());
        Random random = new Random(1);
        IntStream.Builder all = IntStream.builder();
        List<Shard> written = new ArrayList<>();
        List<Attempt> attempts = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            List<byte[]> encoded = new ArrayList<>();
            long tokens = 0;
            for (int document = 0; document < documents; document++) {
                int length = 1 + random.nextInt(longest);
                ByteBuffer buffer = ByteBuffer.allocate((length + 1) * width).order(ByteOrder.LITTLE_ENDIAN);
                for (int at = 0; at <= length; at++) {
                    int id = at == length ? tokenizer.endOfText() : random.nextInt(tokenizer.endOfText());
                    all.add(id);
                    buffer = width == 2 ? buffer.putShort((short) id) : buffer.putInt(id);
                }
                encoded.add(buffer.array());
                tokens += length + 1L;
            }
            ShardHeader header = new ShardHeader(width, tokens, documents, tokenizer.sha256());
            try (ShardWriter writer = new ShardWriter(folder, "train-0000" + shard, 7, header)) {
                for (byte[] document : encoded) {
                    writer.add(document, 0, document.length, 1);
                }
                written.add(writer.finish());
                attempts.addAll(writer.attempts());
            }
        }
        ShardConfig config = new ShardConfig(0, Split.DOCUMENT, 1, 1 << 20);
        Stats stats = new Tally().stats();
        folder.commit(
                attempts,
                Manifest.of(tokenizer, CorpusConfig.of("test"), config, stats, Map.of("train", Part.of(written)))
                        .json());
        return all.build().toArray();
    }

    private Shards open() throws IOException {
        return Shards.open(HADOOP, temporary + "/shards");
    }

    private void readAll() throws IOException {
        try (TokenStream stream = open().part("train")) {
            read(stream, 0, (int) stream.tokens());
            stream.documentEnd(stream.documents() - 1);
        }
    }

    private static int[] read(TokenStream stream, long position, int count) throws IOException {
        int[] tokens = new int[count];
        stream.read(position, tokens, 0, count);
        return tokens;
    }

    private void assertBad(String message) {
        assertThatThrownBy(this::readAll).isInstanceOf(BadDataException.class).hasMessage(message);
    }

    private void assertBadStart(String message) {
        assertThatThrownBy(this::readAll).isInstanceOf(BadDataException.class).hasMessageStartingWith(message);
    }

    private Path file(String name) {
        return temporary.resolve("shards").resolve(name);
    }

    private void flip(String name, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file(name));
        bytes[at] ^= 0x10;
        Files.write(file(name), bytes);
    }

    private void replaceInManifest(String from, String to) throws IOException {
        String manifest = Files.readString(file("manifest.json"));
        assertThat(manifest).contains(from);
        Files.writeString(file("manifest.json"), manifest.replace(from, to));
    }
}
