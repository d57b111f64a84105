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

/// A change of one chat. [io.vestnik.postgres.transaction.Transactions] runs every change: it locks the chat's row,
/// applies the domain's rules to data read after the lock, writes the rows, counts the new version in [ChatRow], and
/// publishes the event in the turn of the chat's writer.
public sealed interface ChatWrite {
    ChatId chatId();

    /// A change that its writer commits together with other changes in a [Batch]. A batch reads the data of all its
    /// decisions with a fixed number of statements. The stage of the change completes when the change is stored or
    /// refused.
    sealed interface Queued extends ChatWrite {
        /// The approximate memory of a change without its text, in bytes, including the stage and the stage's
        /// continuations.
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

    /// A change whose SQL statements may read many rows or wait for locks of users' rows, so it joins no batch.
    /// [SeparateWrites] runs the change in a separate transaction, in the thread of the caller.
    sealed interface Separate<T> extends ChatWrite {
        /// The name of the action for error messages, for example `adding members`.
        String doing();
    }

    /// Accepts or refuses a change by the domain's rules, and runs the SQL statements of the change. Called again after
    /// an attempt that was rolled back.
    ///
    /// @param <C> the class of the chat: [LockedChat] for an existing chat, [NewChat] for a chat to create
    @FunctionalInterface
    interface Decision<C, T> {
        Outcome<T> decide(C chat) throws SQLException;
    }

    /// A change of a chat by one of its members.
    ///
    /// @param decision called while the transaction holds the lock of the chat's row
    record Change<T>(String doing, ChatId chatId, UserId actor, Decision<LockedChat, T> decision)
            implements Separate<T> {}

    /// The creation of a chat.
    ///
    /// @param chatId the id of the new chat
    /// @param decision inserts the chat, or finds the chat that was created before
    record Creation<T>(String doing, ChatId chatId, Decision<NewChat, T> decision) implements Separate<T> {}

    /// A message to append.
    ///
    /// @param at when the message was sent; empty for the current time
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
            implements Queued {
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
            implements Queued {}
}
