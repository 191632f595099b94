package io.kindling.shard;

import io.kindling.tokenizer.Tokenizer;
import java.io.Serializable;

/** A tokenizer on its way to the executors, as its JSON: each of them parses it once. */
public final class PortableTokenizer implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String json;
    private transient Tokenizer tokenizer;

    /** Packs a tokenizer up. */
    public PortableTokenizer(Tokenizer tokenizer) {
        this.json = tokenizer.json();
        this.tokenizer = tokenizer;
    }

    /** The tokenizer, the same one with every call. */
    public synchronized Tokenizer get() {
        if (tokenizer == null) {
            tokenizer = Tokenizer.parse(json, ShardFolder.TOKENIZER);
        }
        return tokenizer;
    }
}
