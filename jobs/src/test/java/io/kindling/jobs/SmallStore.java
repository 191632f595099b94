package io.kindling.jobs;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The local disk as small:///…, with only so much room, and with the ways of an object store: it has tags, and its renames
 * aren't to be relied on.
 */
public final class SmallStore extends RawLocalFileSystem {
    /** Bytes that can still be written, by all. */
    static final AtomicLong ROOM = new AtomicLong(Long.MAX_VALUE);

    @Override
    public String getScheme() {
        return "small";
    }

    @Override
    public URI getUri() {
        return URI.create("small:///");
    }

    @Override
    public boolean hasPathCapability(Path path, String capability) throws IOException {
        return capability.equals(CommonPathCapabilities.ETAGS_AVAILABLE) || super.hasPathCapability(path, capability);
    }

    @Override
    protected OutputStream createOutputStream(Path file, boolean append) throws IOException {
        return bounded(super.createOutputStream(file, append));
    }

    @Override
    protected OutputStream createOutputStreamWithMode(Path file, boolean append, FsPermission permission)
            throws IOException {
        return bounded(super.createOutputStreamWithMode(file, append, permission));
    }

    private static OutputStream bounded(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(int value) throws IOException {
                take(1);
                out.write(value);
            }

            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                take(count);
                out.write(bytes, from, count);
            }
        };
    }

    private static void take(int count) throws IOException {
        if (ROOM.addAndGet(-count) < 0) {
            throw new IOException("No space left on device");
        }
    }
}
