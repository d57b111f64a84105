package io.vestnik.memory;

import io.vestnik.domain.chat.ChatId;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A connection to a [MemoryDatabase], with at most one transaction at a time. Used by one thread; only
/// [MemoryDatabase#disconnect] may be called from another one. The state is guarded by the lock of `RowLocks`.
public final class MemoryConnection {
    /// The state of the transaction.
    enum Phase {
        /// There is no transaction.
        IDLE,
        /// The transaction takes locks and reads.
        OPEN,
        /// The commit was requested, and is not decided yet.
        COMMITTING
    }

    final Set<ChatId> locked = new LinkedHashSet<>();
    Phase phase = Phase.IDLE;
    boolean lost;

    /// Completes when the connection gets the lock for which it waits, or is lost.
    @Nullable
    CompletableFuture<Void> waiting;

    MemoryConnection() {}
}
