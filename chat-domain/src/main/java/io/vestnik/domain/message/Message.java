package io.vestnik.domain.message;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.user.UserId;
import java.time.Instant;
import java.util.Optional;

/// A stored message in its present state.
///
/// @param text empty once deleted
/// @param sentAt the store's clock under the chat's lock; never decreases with `id`
/// @param read whether everybody else who must has read it; turns true once and for good
/// @param version the chat's version at which the message last changed
/// @param replyTo the message answered
public record Message(
        MessageId id,
        ChatId chatId,
        UserId senderId,
        Optional<MessageText> text,
        Instant sentAt,
        boolean read,
        ChatVersion version,
        Optional<MessageId> replyTo,
        Optional<Instant> editedAt,
        Optional<Instant> deletedAt) {

    /// How many bytes its text takes in UTF-8; 0 once deleted.
    public int textBytes() {
        return text.map(MessageText::utf8Bytes).orElse(0);
    }

    /// Whether it is a tombstone that only keeps its place.
    public boolean deleted() {
        return deletedAt.isPresent();
    }
}
