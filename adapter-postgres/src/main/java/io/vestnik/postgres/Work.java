package io.vestnik.postgres;

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

/// A change in the queue of its writer, with the stage that completes when it is stored or refused.
sealed interface Work {
    /// The size of a change without text, including its stage and the continuations of that.
    int OWN_BYTES = 512;

    ChatId chatId();

    UserId actor();

    CompletableFuture<?> stage();

    /// The approximate memory of the change, in bytes.
    default int bytes() {
        return OWN_BYTES;
    }

    default void fail(RuntimeException failure) {
        stage().completeExceptionally(failure);
    }

    /// A message to append.
    ///
    /// @param at when it was sent; empty for now
    record Post(Draft draft, Optional<Instant> at, CompletableFuture<Appended> stage) implements Work {
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

    /// A replacement of a message's text, or its deletion.
    ///
    /// @param text the new text; empty to delete
    /// @param at when it was done; empty for now
    record Amend(
            ChatId chatId,
            UserId actor,
            MessageId id,
            Optional<MessageText> text,
            Optional<Instant> at,
            CompletableFuture<Outcome<Message>> stage)
            implements Work {
        @Override
        public int bytes() {
            return OWN_BYTES
                    + text.map(t -> t.value().length() * Character.BYTES).orElse(0);
        }
    }

    /// A read mark to move.
    ///
    /// @param listener called if the mark moves, before the event is published
    record Advance(
            ChatId chatId,
            UserId actor,
            MessageId upTo,
            CommitListener<ReadStates.Moved> listener,
            CompletableFuture<Outcome<MessageId>> stage)
            implements Work {}
}
