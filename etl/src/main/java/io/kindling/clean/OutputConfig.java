package io.kindling.clean;

/**
 * How what is left is written.
 *
 * @param writeDropped whether what goes is written too, with what decided
 * @param shardBytes about how much text a file is for, before anything went
 */
public record OutputConfig(boolean writeDropped, long shardBytes) {
    /** Throws an IllegalArgumentException if files would be too small to be any use. */
    public OutputConfig {
        Range.atLeast("shardBytes", (double) shardBytes, 1024);
    }
}
