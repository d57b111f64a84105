package io.vestnik.application.commit;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import java.util.Collection;
import java.util.List;

/// The content of a transaction, which [Transactions] runs. Each attempt uses a new instance.
///
/// @param <C> the connection on which the transaction runs
public interface Transaction<C> {
    /// Begins the transaction, takes its locks, reads its data and prepares its changes.
    void decide(C connection) throws StoreFailure;

    /// The turn in which the transaction commits and publishes; known after [#decide].
    Turn turn();

    /// Writes and commits while holding the turn. Must not wait for the lock of a chat.
    ///
    /// @throws StoreFailure [StoreFailure.Kind#OUTCOME_UNKNOWN] if the connection was lost during the commit
    void commit(C connection) throws StoreFailure;

    /// Rolls the transaction back after a failure.
    void rollBack(C connection) throws StoreFailure;

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
    default void outcomeUnknown(StoreFailure failure) {}
}
