package io.vestnik.application.commit;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;

/// The key of a message.
public record MessageRef(ChatId chatId, MessageId id) {
    static MessageRef of(Message message) {
        return new MessageRef(message.chatId(), message.id());
    }
}
