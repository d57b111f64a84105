package io.vestnik.demo;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/// Derives pseudo-random values from a plan. The same plan gives the same values in every run.
record Dice(DemoPlan plan) {

    /// Makes a random generator for one purpose. It produces the same sequence in every run.
    Random of(String purpose) {
        return new Random(ByteBuffer.wrap(digest(purpose)).getLong());
    }

    /// Makes a key for one object, the same in every run. The key is a UUID of version 8 (application-defined).
    UUID key(String thing) {
        ByteBuffer bytes = ByteBuffer.wrap(digest("key/" + thing));
        return new UUID(
                (bytes.getLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x8000L,
                (bytes.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
    }

    /// The hash of the plan and a purpose. The plan's number of messages is omitted, so that a run with more messages
    /// continues a run with fewer.
    private byte[] digest(String purpose) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(String.format(
                                    Locale.ROOT,
                                    "vestnik-demo/%d/%d/%d/%s",
                                    plan.seed(),
                                    plan.users(),
                                    plan.groups(),
                                    purpose)
                            .getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
