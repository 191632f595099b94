package io.kindling.checkpoint;

/** A model's file isn't what it claims to be, or doesn't fit what reads it. The message names file, value and rule. */
public final class BadModelException extends RuntimeException {
    public BadModelException(String message) {
        super(message);
    }

    public BadModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
