package io.vestnik.wire;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import java.time.Instant;
import java.util.Optional;

/// A message on the wire.
@About("A message in its present state. `(chatId, id)` names it.")
public record MessageBody(
        @About("Its place in the chat: 1, 2, 3 … without holes.")
        MessageId id,

        ChatId chatId,
        @About("Who wrote it.") UserId senderId,
        @About("Absent once it is deleted.") Optional<MessageText> text,

        @About("The store's clock; never decreases with `id`.")
        Instant sentAt,

        @About("Whether everybody else who was there has read it. Turns true once and for good.")
        boolean read,

        @About("The chat's version at its last change.") ChatVersion version,
        @About("The message that it answers.") Optional<MessageId> replyTo,
        Optional<Instant> editedAt,

        @About("Present only when it is deleted: it keeps its place.")
        Optional<Instant> deletedAt) {

    /// The message as a member sees it.
    public static MessageBody of(Message message) {
        return new MessageBody(
                message.id(),
                message.chatId(),
                message.senderId(),
                message.text(),
                message.sentAt(),
                message.read(),
                message.version(),
                message.replyTo(),
                message.editedAt(),
                message.deletedAt());
    }
}
