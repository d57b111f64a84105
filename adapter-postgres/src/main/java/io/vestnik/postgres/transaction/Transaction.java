package io.vestnik.postgres.transaction;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// The content of a transaction. [Transactions] runs it: each attempt has a new one.
public interface Transaction {
    /// Begins the transaction, takes its locks, reads and decides.
    ///
    /// @param settings statements to run first
    void decide(Handle handle, List<String> settings) throws SQLException;

    /// The turn to commit and publish in; known once it is decided.
    Turn turn();

    /// Writes and commits. The holder of a turn waits for no lock of a chat's row.
    ///
    /// @throws UnknownOutcomeException if the connection was lost during the commit
    void commit(Handle handle) throws SQLException;

    /// The events to publish after the commit; those of one chat in the order of versions.
    List<ChatEvent> events();

    /// The chats that it changes.
    Collection<ChatId> chats();

    /// Calls the listeners of its changes, between the commit and the publication of the events. Throws nothing but an
    /// `Error`.
    default void committed() {}

    /// Completes the stages of its callers, after the publication. Throws nothing but an `Error`.
    default void complete() {}

    /// Fails the stages of its callers: whether it was committed is unknown.
    default void outcomeUnknown(UnknownOutcomeException failure) {}

    /// Rolls back after a failure.
    default void rollBack(Handle handle) throws SQLException {
        new StatementBatch().run("rollback").execute(handle.getConnection());
    }
}
