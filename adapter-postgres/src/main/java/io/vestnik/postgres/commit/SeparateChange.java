package io.vestnik.postgres.commit;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.user.UserId;
import java.sql.SQLException;

/// A change of one chat whose SQL statements may read many rows or wait for locks of users' rows, so it joins no batch.
/// [SeparateWrites] runs the change in a separate transaction, in the thread of the caller.
public sealed interface SeparateChange<T> {
    /// The chat to change.
    ChatId chatId();

    /// The name of the action for error messages, for example `adding members`.
    String doing();

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
            implements SeparateChange<T> {}

    /// The creation of a chat.
    ///
    /// @param chatId the id of the new chat
    /// @param decision inserts the chat, or finds the chat that was created before
    record Creation<T>(String doing, ChatId chatId, Decision<NewChat, T> decision) implements SeparateChange<T> {}
}
