package io.vestnik.postgres.commit;

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
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A change of one chat. [Transactions] runs all of them: under the lock of the chat's row, decided by the domain's
/// rules from data read after the lock, written through [ChatRow], published in the turn of the chat's writer.
public sealed interface ChatWrite {
    ChatId chatId();

    /// A change that its writer commits together with others, in a [Batch]: the batch reads what all of its decisions
    /// need with a fixed number of statements. Its stage completes when it is stored or refused.
    sealed interface Queued extends ChatWrite {
        /// The size of a change without text, including its stage and the continuations of that.
        int OWN_BYTES = 512;

        UserId actor();

        CompletableFuture<?> stage();

        /// The approximate memory of the change, in bytes.
        default int bytes() {
            return OWN_BYTES;
        }

        default void fail(RuntimeException failure) {
            stage().completeExceptionally(failure);
        }
    }

    /// A change in a transaction of its own, in the thread of its caller: it has statements of its own, which may read
    /// many rows or wait for locks of users' rows. [SeparateWrites] runs it.
    sealed interface Separate<T> extends ChatWrite {
        /// The action, for the message of a failure.
        String doing();
    }

    /// Decides a change by the domain's rules, with statements of its own. Runs again after an attempt that was rolled
    /// back.
    ///
    /// @param <C> the chat
    @FunctionalInterface
    interface Decision<C, T> {
        Outcome<T> decide(C chat) throws SQLException;
    }

    /// A change of a chat by one of its members.
    ///
    /// @param decision runs under the lock
    record Change<T>(String doing, ChatId chatId, UserId actor, Decision<LockedChat, T> decision)
            implements Separate<T> {}

    /// The creation of a chat.
    ///
    /// @param chatId the id of the new chat
    /// @param decision inserts the chat, or finds the one that was created before
    record Creation<T>(String doing, ChatId chatId, Decision<NewChat, T> decision) implements Separate<T> {}

    /// A message to append.
    ///
    /// @param at when it was sent; empty for now
    record Post(Draft draft, Optional<Instant> at, CompletableFuture<Appended> stage) implements Queued {
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
            implements Queued {
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
            implements Queued {}
}
