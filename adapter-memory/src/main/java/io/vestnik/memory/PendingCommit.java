package io.vestnik.memory;

import io.vestnik.application.commit.StoreFailure;
import io.vestnik.domain.event.ChatEvent;
import java.util.List;

/// A commit that a transaction has requested. The transaction keeps its locks until the commit is applied or abandoned.
/// Thread-safe.
public interface PendingCommit {

    /// Stores all changes of the transaction, in one step, and releases its locks.
    ///
    /// @return the events of the changes; the events of one chat are in the order of versions
    /// @throws StoreFailure [StoreFailure.Kind#DEFECT] if the changes violate a constraint; nothing was stored then
    /// @throws IllegalStateException if the commit was applied or abandoned before
    List<ChatEvent> apply() throws StoreFailure;

    /// Drops the changes and releases the locks. No effect if the commit was applied or abandoned before.
    void abandon();
}
