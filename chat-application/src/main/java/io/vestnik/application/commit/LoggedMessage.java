package io.vestnik.application.commit;

import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.ContentHash;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageText;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A message in a batch: read from the log, or new. Owned by one thread.
public final class LoggedMessage {
    private final @Nullable Draft draft;
    private Message present;
    private boolean amended;

    /// A message that is in the log.
    LoggedMessage(Message stored) {
        this.present = stored;
        this.draft = null;
    }

    /// A message that is about to be stored.
    LoggedMessage(Draft draft, MessageId id, ChatVersion version, Instant sentAt) {
        this.draft = draft;
        this.present = new Message(
                id,
                draft.chatId(),
                draft.senderId(),
                Optional.of(draft.text()),
                sentAt,
                false,
                version,
                draft.replyTo(),
                Optional.empty(),
                Optional.empty());
    }

    /// The message with the changes of the batch.
    public Message present() {
        return present;
    }

    MessageRef ref() {
        return MessageRef.of(present);
    }

    /// Whether the message is stored already and has a new state to write.
    boolean toUpdate() {
        return amended && draft == null;
    }

    /// The idempotency key of a new message.
    public UUID key() {
        return fresh().key().value();
    }

    /// The digest of the original content of a new message.
    public ContentHash hash() {
        return fresh().hash();
    }

    /// Replaces the text; removes it if `text` is empty.
    void amend(Optional<MessageText> text, ChatVersion version, Instant now) {
        Instant at = now.isAfter(present.sentAt()) ? now : present.sentAt();
        present = new Message(
                present.id(),
                present.chatId(),
                present.senderId(),
                text,
                present.sentAt(),
                present.read(),
                version,
                present.replyTo(),
                text.isPresent() ? Optional.of(at) : present.editedAt(),
                text.isPresent() ? Optional.empty() : Optional.of(at));
        amended = true;
    }

    private Draft fresh() {
        if (draft == null) {
            throw new IllegalStateException("only a new message carries its draft");
        }
        return draft;
    }
}
