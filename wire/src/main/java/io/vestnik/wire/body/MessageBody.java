package io.vestnik.wire.body;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import io.vestnik.wire.schema.Description;
import java.time.Instant;
import java.util.Optional;

/// A message in JSON.
@Description("A message in its present state. `(chatId, id)` names it.")
public record MessageBody(
        @Description("Its place in the chat: 1, 2, 3 … without holes.")
        MessageId id,

        ChatId chatId,
        @Description("Who wrote it.") UserId senderId,
        @Description("Absent once it is deleted.") Optional<MessageText> text,

        @Description("The store's clock; never decreases with `id`.")
        Instant sentAt,

        @Description("Whether all recipients have read it: the other members at sending time, without those who left "
                + "and, in groups, those whose account is disabled. Never reverts.")
        boolean read,

        @Description("The chat's version at its last change.")
        ChatVersion version,

        @Description("The message that it answers.") Optional<MessageId> replyTo,
        Optional<Instant> editedAt,

        @Description("Present only when it is deleted: it keeps its place.")
        Optional<Instant> deletedAt) {

    /// The JSON body of a message, as any member of the chat sees it.
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
