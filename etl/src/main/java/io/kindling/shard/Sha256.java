package io.kindling.shard;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 that grows with what is written, and its 64 hexadecimal digits. */
final class Sha256 {
    private final MessageDigest digest;

    Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    Sha256 update(byte[] bytes) {
        return update(bytes, 0, bytes.length);
    }

    Sha256 update(byte[] bytes, int from, int length) {
        digest.update(bytes, from, length);
        return this;
    }

    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
