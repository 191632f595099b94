package io.kindling.corpus;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;

/** A file that is one document, its relative path the id. */
final class TextFile extends Records {
    private InputStream in;
    private boolean read;

    TextFile(Portion portion, Configuration hadoop) {
        super(portion, hadoop);
    }

    @Override
    Closeable open(InputStream in) {
        this.in = in;
        return in;
    }

    @Override
    Reading read() throws IOException {
        if (read) {
            return null;
        }
        read = true;
        return document(file(), in.readNBytes(Portion.LARGEST_DOCUMENT + 1));
    }

    @Override
    long position() {
        return 0;
    }
}
