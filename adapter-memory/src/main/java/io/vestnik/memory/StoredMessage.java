package io.vestnik.memory;

import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import java.time.Instant;
import java.util.Optional;

/// A stored message, at its index in the chat's list. Guarded by the chat's lock.
final class StoredMessage {
    final MessageId id;
    final UserId senderId;
    final Instant sentAt;
    final Optional<MessageId> replyTo;
    Optional<MessageText> text;
    Optional<Instant> editedAt = Optional.empty();
    Optional<Instant> deletedAt = Optional.empty();

    StoredMessage(MessageId id, UserId senderId, MessageText text, Instant sentAt, Optional<MessageId> replyTo) {
        this.id = id;
        this.senderId = senderId;
        this.text = Optional.of(text);
        this.sentAt = sentAt;
        this.replyTo = replyTo;
    }

    StoredMessage(Message message) {
        this.id = message.id();
        this.senderId = message.senderId();
        this.text = message.text();
        this.sentAt = message.sentAt();
        this.replyTo = message.replyTo();
        this.editedAt = message.editedAt();
        this.deletedAt = message.deletedAt();
    }
}
