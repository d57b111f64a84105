package io.vestnik.application.commit;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.CommitListener;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog.Appended;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A change of one chat that its writer commits together with other changes in a [Batch]. A batch reads the data of all
/// its decisions with a fixed number of statements. The stage of the change completes when the change is stored or
/// refused.
public sealed interface QueuedChange {
    /// The approximate memory of a change without its text, in bytes, including the stage and the stage's
    /// continuations.
    int OWN_BYTES = 512;

    /// The chat to change.
    ChatId chatId();

    /// The user who requests the change.
    UserId actor();

    /// Completes when the change is stored or refused.
    CompletableFuture<?> stage();

    /// The approximate memory of the change, in bytes.
    default int bytes() {
        return OWN_BYTES;
    }

    /// Fails the stage of the change.
    default void fail(RuntimeException failure) {
        stage().completeExceptionally(failure);
    }

    /// A message to append.
    ///
    /// @param at when the message was sent; empty for the current time
    record Post(Draft draft, Optional<Instant> at, CompletableFuture<Appended> stage) implements QueuedChange {
        @Override
        public ChatId chatId() {
            return draft.chatId();
        }

        @Override
        public UserId actor() {
            return draft.senderId();
        }

        @Override
        public int bytes() {
            return OWN_BYTES + draft.text().value().length() * Character.BYTES;
        }
    }

    /// The edit or deletion of a message.
    ///
    /// @param text the new text; empty to delete the message
    /// @param at when the message was edited or deleted; empty for the current time
    record Amend(
            ChatId chatId,
            UserId actor,
            MessageId id,
            Optional<MessageText> text,
            Optional<Instant> at,
            CompletableFuture<Outcome<Message>> stage)
            implements QueuedChange {
        @Override
        public int bytes() {
            return OWN_BYTES
                    + text.map(t -> t.value().length() * Character.BYTES).orElse(0);
        }
    }

    /// An advance of a member's read mark.
    ///
    /// @param listener called if the mark moves, before the event is published
    record Advance(
            ChatId chatId,
            UserId actor,
            MessageId upTo,
            CommitListener<ReadStates.Moved> listener,
            CompletableFuture<Outcome<MessageId>> stage)
            implements QueuedChange {}
}
