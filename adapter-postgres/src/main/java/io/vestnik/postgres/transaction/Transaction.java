package io.vestnik.postgres.transaction;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// The content of a transaction, which [Transactions] runs. Each attempt uses a new instance.
public interface Transaction {
    /// Begins the transaction, takes its locks, reads its data and prepares its changes.
    ///
    /// @param settings statements to run first
    void decide(Handle handle, List<String> settings) throws SQLException;

    /// The turn in which the transaction commits and publishes; known after [#decide].
    Turn turn();

    /// Writes and commits while holding the turn. Must not wait for the lock of a chat's row.
    ///
    /// @throws UnknownOutcomeException if the connection was lost during the commit
    void commit(Handle handle) throws SQLException;

    /// The events to publish after the commit. The events of one chat are in the order of versions.
    List<ChatEvent> events();

    /// The chats that the transaction changes.
    Collection<ChatId> chats();

    /// Calls the commit listeners of the changes, between the commit and the publication of the events. Throws nothing
    /// but an `Error`.
    default void committed() {}

    /// Completes the stages of the changes, after the publication of the events. Throws nothing but an `Error`.
    default void complete() {}

    /// Fails the stages of the changes, because it is unknown whether the transaction was committed.
    default void outcomeUnknown(UnknownOutcomeException failure) {}

    /// Rolls the transaction back after a failure.
    default void rollBack(Handle handle) throws SQLException {
        new StatementBatch().run("rollback").execute(handle.getConnection());
    }
}
