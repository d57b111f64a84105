package io.vestnik.simulation.client;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import java.util.Optional;

/// A frame from a client to a node, after `hello`. `ref` identifies a request on its connection.
public sealed interface FromClient {
    /// Sends a message.
    record Send(long ref, ChatId chatId, MessageKey key, MessageText text, Optional<MessageId> replyTo)
            implements FromClient {}

    /// Replaces the text of a message.
    record Edit(long ref, ChatId chatId, MessageId id, MessageText text) implements FromClient {}

    /// Deletes a message.
    record Delete(long ref, ChatId chatId, MessageId id) implements FromClient {}

    /// Moves the read mark.
    record Read(long ref, ChatId chatId, MessageId upTo) implements FromClient {}

    /// The user is typing.
    record Typing(ChatId chatId) implements FromClient {}

    /// Answers a ping.
    record Pong(long number) implements FromClient {}
}
