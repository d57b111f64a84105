package io.vestnik.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;

final class Hashes {

    /// The number of hexadecimal digits of a hash in a path. These digits hold 64 bits, so that the hashes of two
    /// builds do not collide.
    private static final int SHORT = 16;

    private Hashes() {}

    /// The hash of the names and contents of all files.
    static String shortHash(SortedMap<String, byte[]> files) {
        MessageDigest digest = sha256();
        files.forEach((name, bytes) -> {
            digest.update((name + '\0' + bytes.length + '\0').getBytes(UTF_8));
            digest.update(bytes);
        });
        return HexFormat.of().formatHex(digest.digest()).substring(0, SHORT);
    }

    static byte[] sha256(byte[] bytes) {
        return sha256().digest(bytes);
    }

    static String sha256Hex(byte[] bytes) {
        return HexFormat.of().formatHex(sha256(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
