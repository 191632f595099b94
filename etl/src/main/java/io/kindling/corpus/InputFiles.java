package io.kindling.corpus;

import io.kindling.tokenizer.BadDataException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathFilter;

/**
 * The files that an input names, sorted, each with its name relative to the input. Files and folders whose names begin
 * with "." or "_" are left out, as everywhere in Hadoop.
 *
 * @param root ends in a slash; every path is it and a file's name
 */
record InputFiles(String input, String root, List<InputFile> files) {
    private static final PathFilter VISIBLE =
            path -> !path.getName().startsWith("_") && !path.getName().startsWith(".");

    /** Marks a folder that is being written, see ShardFolder. */
    private static final String UNFINISHED = "_unfinished";

    private static final String CHOICES = "a file, a folder or a glob, or stories:N for the built-in stories";

    /** How many bytes of text a byte of a packed file is taken for. */
    private static final long UNPACKED = 3;

    private static final long SMALLEST_TASK = 1L << 20;
    private static final long LARGEST_TASK = 32L << 20;

    /** {@code bytes} as it lies there, packed or not. */
    record InputFile(String name, long bytes) implements Serializable {
        Compression compression() {
            return Compression.ofFile(name);
        }

        String unpackedName() {
            return compression().unpackedName(name);
        }

        Format format() {
            return Format.ofFile(unpackedName());
        }

        /** Whether its size says more than the size of its text does. */
        boolean packed() {
            return compression() != Compression.NONE || format() == Format.ARCHIVE || format() == Format.PARQUET;
        }
    }

    /**
     * Lists them.
     *
     * @throws IllegalArgumentException if there is no such file
     * @throws BadDataException if all of them are empty
     */
    static InputFiles list(Configuration hadoop, String input) {
        try {
            Path path = path(input);
            FileSystem fileSystem = path.getFileSystem(hadoop);
            Path qualified = path.makeQualified(fileSystem.getUri(), fileSystem.getWorkingDirectory());
            requireFinished(fileSystem, qualified, input);
            List<FileStatus> found = new ArrayList<>();
            String root;
            if (fileSystem.exists(qualified)) {
                FileStatus status = fileSystem.getFileStatus(qualified);
                root = asFolder(status.isFile() ? qualified.getParent() : qualified);
                collect(fileSystem, status, found);
            } else {
                root = asFolder(aboveWildcards(qualified));
                for (FileStatus status : matches(fileSystem, qualified, input)) {
                    collect(fileSystem, status, found);
                }
            }
            InputFiles files = of(input, root, found);
            files.requireText();
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException("input (" + input + ") cannot be listed: " + e.getMessage(), e);
        }
    }

    /** What all the files' names say they are. */
    Format format() {
        InputFile first = files.get(0);
        for (InputFile file : files) {
            if (file.format() != first.format()) {
                throw new IllegalArgumentException("input (" + input + ") mixes formats: " + first.name() + " is "
                        + first.format() + " and " + file.name() + " is " + file.format()
                        + ": name one kind with a glob, or set format");
            }
        }
        return first.format();
    }

    Path[] paths() {
        return files.stream().map(file -> new Path(root + file.name())).toArray(Path[]::new);
    }

    /** As they lie there. */
    private long bytes() {
        return files.stream().mapToLong(InputFile::bytes).sum();
    }

    /** About how much text they hold. */
    long textBytes() {
        return files.stream()
                .mapToLong(file -> file.packed() ? UNPACKED * file.bytes() : file.bytes())
                .sum();
    }

    /** What to say of files that one task has to read alone, if they are large; or null. */
    String unsplittable() {
        List<InputFile> large = files.stream()
                .filter(file -> file.compression() != Compression.NONE && file.bytes() > LARGEST_TASK)
                .toList();
        return large.isEmpty()
                ? null
                : "%d packed files of up to %d MB can't be split, so one task reads each: %s"
                        .formatted(
                                large.size(),
                                large.stream().mapToLong(InputFile::bytes).max().getAsLong() / 1_000_000,
                                large.get(0).name());
    }

    /**
     * Deals the files into tasks of at most about 32 MB, and about as many as {@code parallelism} where there is less.
     *
     * @param splittable whether a file can be cut at any even byte, if it isn't packed
     */
    List<List<Portion>> tasks(boolean splittable, int parallelism) {
        long most = Math.max(SMALLEST_TASK, Math.min(LARGEST_TASK, bytes() / parallelism + 1)) / 2 * 2;
        List<List<Portion>> tasks = new ArrayList<>();
        List<Portion> task = new ArrayList<>();
        long filled = 0;
        for (InputFile file : files) {
            boolean whole = !splittable || file.compression() != Compression.NONE;
            for (long from = 0; from < file.bytes(); ) {
                long to = whole ? file.bytes() : Math.min(file.bytes(), from + most);
                if (filled > 0 && filled + to - from > most) {
                    tasks.add(task);
                    task = new ArrayList<>();
                    filled = 0;
                }
                task.add(new Portion(root, file, from, to));
                filled += to - from;
                from = to;
            }
        }
        tasks.add(task);
        return tasks;
    }

    /** Refuses what a run of this program was writing when it was killed. */
    private static void requireFinished(FileSystem fileSystem, Path path, String input) throws IOException {
        for (Path folder = aboveWildcards(path); folder != null; folder = folder.getParent()) {
            Path mark = new Path(folder, UNFINISHED);
            if (fileSystem.exists(mark)) {
                throw new IllegalArgumentException(
                        "input (" + input + ") is the output of a run that has not finished (" + mark
                                + "): let it finish, or run it again");
            }
        }
    }

    private static Path path(String input) {
        try {
            return new Path(input);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("input (" + input + ") is no path: give " + CHOICES, e);
        }
    }

    private void requireText() {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("input (" + input
                    + ") holds no file: put text there, or name another input (names that begin with . or _ are"
                    + " left out)");
        }
        if (bytes() == 0) {
            throw new BadDataException("input (" + input + ") is empty: " + files.size()
                    + " file(s) of 0 bytes; a corpus needs at least one document with text");
        }
    }

    private static FileStatus[] matches(FileSystem fileSystem, Path path, String input) throws IOException {
        FileStatus[] matches = fileSystem.globStatus(path, VISIBLE);
        if (matches == null) {
            throw new IllegalArgumentException("input (" + input + ") does not exist: give " + CHOICES);
        }
        if (matches.length == 0) {
            throw new IllegalArgumentException("input (" + input + ") matches no file: check the pattern");
        }
        return matches;
    }

    private static void collect(FileSystem fileSystem, FileStatus status, List<FileStatus> found) throws IOException {
        if (status.isFile()) {
            found.add(status);
            return;
        }
        for (FileStatus child : fileSystem.listStatus(status.getPath(), VISIBLE)) {
            collect(fileSystem, child, found);
        }
    }

    /** The deepest folder above all the wildcards. */
    private static Path aboveWildcards(Path pattern) {
        Path root = pattern;
        for (Path at = pattern; at != null; at = at.getParent()) {
            if (isPattern(at.getName())) {
                root = at.getParent();
            }
        }
        return root;
    }

    private static String asFolder(Path path) {
        String folder = path.toString();
        return folder.endsWith("/") ? folder : folder + "/";
    }

    private static boolean isPattern(String name) {
        return name.chars().anyMatch(character -> "*?[{\\".indexOf(character) >= 0);
    }

    private static InputFiles of(String input, String root, List<FileStatus> found) {
        List<InputFile> files = new ArrayList<>();
        for (FileStatus status : found) {
            files.add(new InputFile(status.getPath().toString().substring(root.length()), status.getLen()));
        }
        files.sort(Comparator.comparing(InputFile::name));
        return new InputFiles(input, root, List.copyOf(files));
    }
}
