package io.vestnik.domain.message;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.user.UserId;
import java.util.Optional;

/// A message to be posted.
///
/// @param key the same on every try
/// @param hash condenses `text` and `replyTo`
/// @param attempt comes back in the event if this draft is stored; empty where no caller looks for it
public record Draft(
        ChatId chatId,
        UserId senderId,
        MessageKey key,
        MessageText text,
        Optional<MessageId> replyTo,
        ContentHash hash,
        Optional<Attempt> attempt) {

    /// A draft with its hash computed, once, off the store's lock.
    public static Draft of(
            ChatId chatId, UserId senderId, MessageKey key, MessageText text, Optional<MessageId> replyTo) {
        return new Draft(chatId, senderId, key, text, replyTo, ContentHash.of(text, replyTo), Optional.empty());
    }

    /// The same draft as posted by an attempt.
    public Draft by(Optional<Attempt> maker) {
        return new Draft(chatId, senderId, key, text, replyTo, hash, maker);
    }
}
