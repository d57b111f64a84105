package io.vestnik.domain.message;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.user.UserId;
import java.util.Optional;

/// A message somebody wants posted.
///
/// @param key the same on every try
/// @param hash condenses `text` and `replyTo`
public record Draft(
        ChatId chatId,
        UserId senderId,
        MessageKey key,
        MessageText text,
        Optional<MessageId> replyTo,
        ContentHash hash) {

    /// A draft with its hash computed, once, off the store's lock.
    public static Draft of(
            ChatId chatId, UserId senderId, MessageKey key, MessageText text, Optional<MessageId> replyTo) {
        return new Draft(chatId, senderId, key, text, replyTo, ContentHash.of(text, replyTo));
    }
}
