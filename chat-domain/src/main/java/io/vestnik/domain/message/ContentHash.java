package io.vestnik.domain.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/// What a message first said, condensed, so that a reused key is known even after an edit or a deletion.
///
/// @param value the first 64 bits of SHA-256: enough, since only the holder of a key could meet a collision, and only
///     to mistake their own second message for their first
public record ContentHash(long value) {

    /// Condenses what was sent: the text and the message answered.
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
