package io.kindling.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardFolderTest {
    private static final ShardHeader HEADER = new ShardHeader(2, 3, 1, "ab".repeat(32));
    private static final byte[] DOCUMENT = {1, 0, 2, 0, 3, 0};

    @TempDir
    private Path temporary;

    @Test
    void ofTwoAttemptsAtAShardOneStays() throws IOException {
        for (ShardFolder folder : List.of(local(), withoutReplacing(local()))) {
            folder.create();
            try (ShardWriter first = new ShardWriter(folder, "train-00000", 1, HEADER);
                    ShardWriter second = new ShardWriter(folder, "train-00000", 2, HEADER)) {
                first.add(DOCUMENT, 5);
                second.add(DOCUMENT, 5);
                assertThat(second.finish()).isEqualTo(first.finish());
            }
            assertThat(files()).containsExactly("train-00000.index", "train-00000.tokens");
            folder.delete();
        }
    }

    @Test
    void anAttemptGivenUpCanBeDeleted() throws IOException {
        ShardFolder folder = local();
        folder.create();
        folder.write("tokenizer.json", "{}");
        new ShardWriter(folder, "train-00000", 1, HEADER).close();
        assertThat(files()).containsExactly("_attempt-1-train-00000.tokens", "tokenizer.json");
        folder.deleteAttempts();
        assertThat(files()).containsExactly("tokenizer.json");
    }

    @Test
    void aTaskThatOutlivesItsRunDoesNotBringTheFolderBack() throws IOException {
        ShardFolder folder = local();
        folder.create();
        folder.delete();
        assertThatThrownBy(() -> new ShardWriter(folder, "train-00000", 1, HEADER))
                .isInstanceOf(IOException.class);
        assertThat(temporary.resolve("shards")).doesNotExist();
    }

    @Test
    void aShardThatIsNotWhatItsHeaderSaysIsNotPublished() throws IOException {
        ShardFolder folder = local();
        folder.create();
        try (ShardWriter writer = new ShardWriter(folder, "train-00000", 1, HEADER)) {
            assertThatThrownBy(writer::finish)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("train-00000 was to have 3 tokens in 1 documents and got 0 in 0");
        }
        assertThat(files()).containsExactly("_attempt-1-train-00000.tokens");
    }

    private ShardFolder local() throws IOException {
        return ShardFolder.at(new Configuration(), temporary.resolve("shards").toString());
    }

    /** As HDFS has it: a rename doesn't replace a file. */
    private static ShardFolder withoutReplacing(ShardFolder folder) {
        FileSystem fileSystem = new FilterFileSystem(folder.fileSystem()) {
            @Override
            public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to) throws IOException {
                return !exists(to) && super.rename(from, to);
            }
        };
        return new ShardFolder(fileSystem, folder.path());
    }

    private List<String> files() throws IOException {
        try (Stream<Path> list = Files.list(temporary.resolve("shards"))) {
            return list.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
