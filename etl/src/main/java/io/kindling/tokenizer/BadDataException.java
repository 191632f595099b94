package io.kindling.tokenizer;

/**
 * Text, shards or tokenizer files that break their rules, as opposed to files that can't be read.
 *
 * <p>The message names the file and place, the value, the rule and the remedy; the command line ends with status 3.
 */
public final class BadDataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadDataException(String message) {
        super(message);
    }

    public BadDataException(String message, Throwable cause) {
        super(message, cause);
    }
}
