package io.vestnik.client;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A message in its present state.
///
/// @param id its position in the chat, 1-based and dense
/// @param senderId absent if it is not disclosed
/// @param text absent when deleted
/// @param read every other member has read it; changes to true once
/// @param version the chat's version of its last change
/// @param deletedAt the only sign of a deletion
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

    /// Whether the message was deleted; its id stays in use.
    public boolean isDeleted() {
        return deletedAt != null;
    }

    /// The same message, marked as read by all.
    public Message asRead() {
        return read
                ? this
                : new Message(id, chatId, senderId, text, sentAt, true, version, replyTo, editedAt, deletedAt);
    }
}
