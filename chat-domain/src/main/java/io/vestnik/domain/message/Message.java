package io.vestnik.domain.message;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.user.UserId;
import java.time.Instant;
import java.util.Optional;

/// A stored message in its current state.
///
/// @param text the text; empty once the message is deleted
/// @param sentAt when the message was stored, by the store's clock under the chat's lock; never decreases with `id`
/// @param read whether all other members have read the message, as [io.vestnik.domain.read.ReadFloor] decides; becomes
///     true once and stays true
/// @param version the chat's version at which the message last changed
/// @param replyTo the message to which this one replies
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

    /// Whether the message was deleted. A deleted message keeps its id and has no text.
    public boolean deleted() {
        return deletedAt.isPresent();
    }
}
