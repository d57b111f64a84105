package io.vestnik.domain.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/// A digest of a message's original content, which detects a reused key even after an edit or a deletion.
///
/// @param value the first 64 bits of SHA-256. They suffice: a collision matters only between two messages that one
///     sender sends with the same key, and then the second message is answered as a repeat of the first
public record ContentHash(long value) {

    /// Digests the text of a message and the id of the message that it replies to, if any.
    public static ContentHash of(MessageText text, Optional<MessageId> replyTo) {
        MessageDigest digest = sha256();
        digest.update(ByteBuffer.allocate(Long.BYTES)
                .putLong(0, replyTo.orElse(MessageId.NONE).value()));
        byte[] hash = digest.digest(text.value().getBytes(StandardCharsets.UTF_8));
        return new ContentHash(ByteBuffer.wrap(hash).getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
