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
/// @param read whether all other members who must read it have read it; turns true once and stays true
/// @param version the chat's version at which the message last changed
/// @param replyTo the message this one replies to
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

    /// The UTF-8 length of the text in bytes; 0 once deleted.
    public int textBytes() {
        return text.map(MessageText::utf8Bytes).orElse(0);
    }

    /// Whether the message was deleted, so that only its place is kept.
    public boolean deleted() {
        return deletedAt.isPresent();
    }
}
