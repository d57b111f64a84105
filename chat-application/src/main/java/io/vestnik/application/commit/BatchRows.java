package io.vestnik.application.commit;

import io.vestnik.domain.chat.ChatId;
import java.util.Optional;

/// Locks, reads and writes the rows of a batch. Thread-safe.
///
/// @param <C> the connection on which the transaction runs
public interface BatchRows<C> {

    /// Begins a transaction, takes the locks of the batch's chats, and reads the rows for its decisions.
    ///
    /// Takes the lock of `waitFor` first and waits for it, for a short time. Then takes the locks of the other chats in
    /// order of their ids, without waiting. Reads the rows only after that, so that they show every change of the
    /// former holder of a lock: the clock, the chats and members, the stored keys, and last the messages.
    ///
    /// @param batch receives the rows in [Batch#rows], the stored keys in [Batch#foundKey], and in [Batch#locked] the
    ///     chats that exist but whose locks another transaction holds
    /// @throws StoreFailure [StoreFailure.Kind#LOCKED] if the lock of `waitFor` was not available in time
    void read(C connection, Batch batch, Optional<ChatId> waitFor) throws StoreFailure;

    /// Writes the changed rows and commits, or rolls back if nothing changed. Calls [LockedRows#decideFloors] once,
    /// after all marks have their final values.
    ///
    /// @throws StoreFailure [StoreFailure.Kind#OUTCOME_UNKNOWN] if the connection was lost during the commit; after any
    ///     other failure nothing was stored
    void commit(C connection, LockedRows rows) throws StoreFailure;

    /// Rolls the transaction back after a failure.
    void rollBack(C connection) throws StoreFailure;
}
