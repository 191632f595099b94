package io.kindling.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.shard.ShardFolder.Attempt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    void onlyTheAttemptsThatCountGetNames() throws IOException {
        ShardFolder folder = folder();
        folder.begin();
        List<Attempt> counted = write(folder, 2);
        write(folder, 1);
        new ShardWriter(folder, "train-00000", 3, HEADER).close(); // was killed halfway
        folder.commit(counted, "manifest");
        assertThat(files()).containsExactly("manifest.json", "train-00000.index", "train-00000.tokens");
        assertThat(temporary.resolve("shards/manifest.json")).hasContent("manifest");
    }

    @Test
    void whateverARunLeftThatWasKilledTheNextOneClearsItAway() throws IOException {
        // A run changes the folder once for each of its operations on the file system: it dies after any of them.
        int operations = run(new MortalFileSystem(folder().fileSystem(), Integer.MAX_VALUE));
        List<String> whole = files();
        for (int last = 0; last < operations; last++) {
            clean();
            run(new MortalFileSystem(folder().fileSystem(), last));
            boolean finished = Files.exists(temporary.resolve("shards/manifest.json"));
            assertThat(finished)
                    .as("after %d of %d operations", last, operations)
                    .isFalse();
            run(new MortalFileSystem(folder().fileSystem(), Integer.MAX_VALUE));
            assertThat(files()).isEqualTo(whole);
        }
    }

    /** Begins, writes and commits, until it dies; returns how many operations that were. */
    private int run(MortalFileSystem fileSystem) {
        ShardFolder folder = new ShardFolder(
                fileSystem,
                new org.apache.hadoop.fs.Path(temporary.resolve("shards").toString()),
                "r" + System.nanoTime());
        try {
            folder.begin();
            List<Attempt> attempts = write(folder, 1);
            folder.write("tokenizer.json", "{}");
            folder.commit(attempts, "manifest");
        } catch (Exception e) { // dead
            assertThat(fileSystem.left).isNegative();
        }
        return Integer.MAX_VALUE - fileSystem.left;
    }

    @Test
    void aFolderOfSomethingElseIsRefusedAndAnEmptyOneIsNot() throws IOException {
        Files.createDirectory(temporary.resolve("shards"));
        folder().begin();
        clean();
        Files.createDirectory(temporary.resolve("shards"));
        Files.writeString(temporary.resolve("shards/notes.txt"), "mine");
        assertThatThrownBy(() -> folder().begin())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("output (" + temporary + "/shards) exists and holds 1 files of something else (notes.txt):"
                        + " delete it or name another folder");
        assertThat(files()).containsExactly("notes.txt");
    }

    @Test
    void aRunThatAnotherHasOvertakenCommitsAndDeletesNothing() throws IOException {
        ShardFolder first = folder();
        first.begin();
        List<Attempt> attempts = write(first, 1);
        ShardFolder second = folder();
        second.begin();
        assertThatThrownBy(() -> first.commit(attempts, "first"))
                .isInstanceOf(IOException.class)
                .hasMessage("another run has begun to write to " + temporary + "/shards: let one finish");
        first.delete();
        second.commit(write(second, 1), "second");
        assertThat(files()).containsExactly("manifest.json", "train-00000.index", "train-00000.tokens");
    }

    @Test
    void aTaskThatOutlivesItsRunDoesNotBringTheFolderBack() throws IOException {
        ShardFolder folder = folder();
        folder.begin();
        folder.delete();
        assertThatThrownBy(() -> new ShardWriter(folder, "train-00000", 1, HEADER))
                .isInstanceOf(IOException.class);
        assertThat(temporary.resolve("shards")).doesNotExist();
    }

    @Test
    void aShardThatIsNotWhatItsHeaderSaysIsNotFinished() throws IOException {
        ShardFolder folder = folder();
        folder.begin();
        try (ShardWriter writer = new ShardWriter(folder, "train-00000", 1, HEADER)) {
            assertThatThrownBy(writer::finish)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("train-00000 was to have 3 tokens in 1 documents and got 0 in 0");
        }
    }

    private static List<Attempt> write(ShardFolder folder, long task) throws IOException {
        try (ShardWriter writer = new ShardWriter(folder, "train-00000", task, HEADER)) {
            writer.add(DOCUMENT, 0, DOCUMENT.length, 5);
            writer.finish();
            return new ArrayList<>(writer.attempts());
        }
    }

    private ShardFolder folder() throws IOException {
        return ShardFolder.at(new Configuration(), temporary.resolve("shards").toString());
    }

    private void clean() throws IOException {
        try (Stream<Path> files = Files.walk(temporary.resolve("shards"))) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> list = Files.list(temporary.resolve("shards"))) {
            return list.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Changes things so many times, and then nothing more. */
    private static final class MortalFileSystem extends FilterFileSystem {
        private int left;

        MortalFileSystem(FileSystem fileSystem, int left) {
            super(fileSystem);
            this.left = left;
        }

        private synchronized void live() throws IOException {
            if (--left < 0) {
                throw new IOException("dead");
            }
        }

        @Override
        public boolean mkdirs(org.apache.hadoop.fs.Path path) throws IOException {
            live();
            return super.mkdirs(path);
        }

        @Override
        public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to) throws IOException {
            live();
            return super.rename(from, to);
        }

        @Override
        public boolean delete(org.apache.hadoop.fs.Path path, boolean recursive) throws IOException {
            live();
            return super.delete(path, recursive);
        }

        @Override
        public org.apache.hadoop.fs.FSDataOutputStreamBuilder<?, ?> createFile(org.apache.hadoop.fs.Path path) {
            try {
                live();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            return fs.createFile(path);
        }
    }
}
