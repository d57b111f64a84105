package io.vestnik.security;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// The secret with which this server makes tokens: 32 bytes or more. Never printed.
public final class ServerSecret {
    /// The minimum length of a secret, in bytes: the length of the digest of the HMAC that uses the secret (RFC 7518
    /// §3.2).
    public static final int LENGTH_MIN_BYTES = 32;

    private final byte[] bytes;

    /// @param text random characters; their UTF-8 bytes are the secret
    /// @throws IllegalArgumentException if the secret is too short
    public ServerSecret(String text) {
        this.bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < LENGTH_MIN_BYTES) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "must have %d characters or more", LENGTH_MIN_BYTES));
        }
    }

    byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ServerSecret secret && Arrays.equals(bytes, secret.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "ServerSecret[hidden]";
    }
}
