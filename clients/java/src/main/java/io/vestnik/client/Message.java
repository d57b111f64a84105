package io.vestnik.client;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A message in its current state.
///
/// @param id the position of the message in its chat: 1, 2, 3 … without gaps
/// @param senderId null if the server does not disclose the sender
/// @param text null if the message is deleted
/// @param read whether all other members have read the message; changes from false to true, once
/// @param version the chat's version after the last change of the message
/// @param deletedAt the time of the deletion; null unless the message is deleted
public record Message(
        long id,
        UUID chatId,
        @Nullable UUID senderId,
        @Nullable String text,
        Instant sentAt,
        boolean read,
        long version,
        @Nullable Long replyTo,
        @Nullable Instant editedAt,
        @Nullable Instant deletedAt) {

    /// Whether the message was deleted. A deleted message keeps its id.
    public boolean isDeleted() {
        return deletedAt != null;
    }

    /// A copy of this message with `read` set to true.
    public Message asRead() {
        return read
                ? this
                : new Message(id, chatId, senderId, text, sentAt, true, version, replyTo, editedAt, deletedAt);
    }
}
