package io.vestnik.domain.message;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.CommitListener;
import io.vestnik.domain.user.UserId;
import java.util.Optional;

/// A message to be posted.
///
/// @param key the idempotency key, which is the same on every attempt
/// @param hash the digest of `text` and `replyTo`
/// @param listener receives the message if this draft is stored; empty if no caller needs the message before its event
///     is published
public record Draft(
        ChatId chatId,
        UserId senderId,
        MessageKey key,
        MessageText text,
        Optional<MessageId> replyTo,
        ContentHash hash,
        Optional<CommitListener<Message>> listener) {

    /// Creates a draft with its hash. The hash is computed here once, so that the store does not compute it under its
    /// lock.
    public static Draft of(
            ChatId chatId, UserId senderId, MessageKey key, MessageText text, Optional<MessageId> replyTo) {
        return new Draft(chatId, senderId, key, text, replyTo, ContentHash.of(text, replyTo), Optional.empty());
    }

    /// The same draft with a listener.
    public Draft notifying(CommitListener<Message> newListener) {
        return new Draft(chatId, senderId, key, text, replyTo, hash, Optional.of(newListener));
    }
}
