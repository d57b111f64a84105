package io.vestnik.memory;

import io.vestnik.application.commit.StoreFailure;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.domain.chat.ChatId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The transactions of all connections, and the locks of the chats' rows that they hold.
///
/// A transaction keeps its locks until it ends. A lock that becomes free goes to the connection that has waited
/// longest. One lock guards the state; no call waits while it holds that lock. Each wait has a future of its own, so a
/// thread that never runs again, because its node has ended, delays no other thread.
final class RowLocks {
    private final ReentrantLock lock = new ReentrantLock();

    /// The locked rows.
    private final Map<ChatId, Row> rows = new HashMap<>();

    private static final class Row {
        private final Deque<Waiter> waiters = new ArrayDeque<>();
        private MemoryConnection owner;

        Row(MemoryConnection owner) {
            this.owner = owner;
        }
    }

    private record Waiter(MemoryConnection connection, CompletableFuture<Void> ended) {}

    /// Begins a transaction.
    ///
    /// @throws StoreFailure [StoreFailure.Kind#CONNECTION_LOST] if the connection was lost
    void begin(MemoryConnection connection) throws StoreFailure {
        lock.lock();
        try {
            requireConnected(connection);
            if (connection.phase != MemoryConnection.Phase.IDLE) {
                throw new IllegalStateException("the connection has a transaction already");
            }
            connection.phase = MemoryConnection.Phase.OPEN;
        } finally {
            lock.unlock();
        }
    }

    /// Takes the lock of a chat's row without waiting.
    ///
    /// @return whether the transaction has the lock
    /// @throws StoreFailure [StoreFailure.Kind#CONNECTION_LOST] if the connection was lost
    boolean tryLock(MemoryConnection connection, ChatId chat) throws StoreFailure {
        lock.lock();
        try {
            requireConnected(connection);
            return take(connection, chat).owner == connection;
        } finally {
            lock.unlock();
        }
    }

    /// Takes the lock of a chat's row. Waits for it at most `max`, by the clock of `runtime`.
    ///
    /// @throws StoreFailure [StoreFailure.Kind#LOCKED] if the lock was not available in time;
    ///     [StoreFailure.Kind#TIMEOUT] if the calling thread was interrupted; [StoreFailure.Kind#CONNECTION_LOST] if
    ///     the connection was lost
    void lock(MemoryConnection connection, ChatId chat, Duration max, NodeRuntime runtime) throws StoreFailure {
        Waiter waiter = new Waiter(connection, new CompletableFuture<>());
        lock.lock();
        try {
            requireConnected(connection);
            Row row = take(connection, chat);
            if (row.owner == connection) {
                return;
            }
            row.waiters.addLast(waiter);
            connection.waiting = waiter.ended();
        } finally {
            lock.unlock();
        }
        StoreFailure failure = await(waiter, max, runtime);
        lock.lock();
        try {
            connection.waiting = null;
            Row row = rows.get(chat);
            if (row != null) {
                row.waiters.remove(waiter);
            }
            requireConnected(connection);
            if (!connection.locked.contains(chat)) {
                throw failure;
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits for a lock.
    ///
    /// @return the failure of the transaction if it does not have the lock after the wait
    private static StoreFailure await(Waiter waiter, Duration max, NodeRuntime runtime) {
        try {
            boolean unused = runtime.await(waiter.ended(), max);
            return new StoreFailure(StoreFailure.Kind.LOCKED, "lock_not_available");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new StoreFailure(StoreFailure.Kind.TIMEOUT, "interrupted", e);
        }
    }

    private Row take(MemoryConnection connection, ChatId chat) {
        Row row = rows.computeIfAbsent(chat, id -> new Row(connection));
        if (row.owner == connection) {
            connection.locked.add(chat);
        }
        return row;
    }

    private static void requireConnected(MemoryConnection connection) throws StoreFailure {
        if (connection.lost) {
            throw new StoreFailure(StoreFailure.Kind.CONNECTION_LOST, "connection_failure");
        }
    }

    /// Requests the commit of the transaction. The transaction keeps its locks until [#end], even if its connection is
    /// lost meanwhile.
    ///
    /// @throws StoreFailure [StoreFailure.Kind#OUTCOME_UNKNOWN] if the connection was lost before; a client of a
    ///     database cannot tell this from a loss during the commit
    void beginCommit(MemoryConnection connection) throws StoreFailure {
        lock.lock();
        try {
            if (connection.lost) {
                throw new StoreFailure(StoreFailure.Kind.OUTCOME_UNKNOWN, "connection_failure");
            }
            if (connection.phase != MemoryConnection.Phase.OPEN) {
                throw new IllegalStateException("the connection has no transaction to commit");
            }
            connection.phase = MemoryConnection.Phase.COMMITTING;
        } finally {
            lock.unlock();
        }
    }

    /// Ends the transaction, if there is one, and gives its locks to the waiting connections.
    void end(MemoryConnection connection) {
        List<CompletableFuture<Void>> granted;
        lock.lock();
        try {
            granted = release(connection);
        } finally {
            lock.unlock();
        }
        granted.forEach(ended -> ended.complete(null));
    }

    /// Ends the transaction, whose changes were not applied.
    ///
    /// @throws StoreFailure [StoreFailure.Kind#CONNECTION_LOST] if the connection was lost
    void rollBack(MemoryConnection connection) throws StoreFailure {
        List<CompletableFuture<Void>> granted;
        lock.lock();
        try {
            requireConnected(connection);
            granted = release(connection);
        } finally {
            lock.unlock();
        }
        granted.forEach(ended -> ended.complete(null));
    }

    /// Marks the connection as lost, and ends its transaction unless the commit was requested.
    void disconnect(MemoryConnection connection) {
        List<CompletableFuture<Void>> ended = new ArrayList<>();
        lock.lock();
        try {
            connection.lost = true;
            if (connection.phase != MemoryConnection.Phase.COMMITTING) {
                ended.addAll(release(connection));
            }
            if (connection.waiting != null) {
                ended.add(connection.waiting);
            }
        } finally {
            lock.unlock();
        }
        ended.forEach(wait -> wait.complete(null));
    }

    /// @return the waits that end
    private List<CompletableFuture<Void>> release(MemoryConnection connection) {
        List<CompletableFuture<Void>> granted = new ArrayList<>();
        for (ChatId chat : connection.locked) {
            Waiter next = nextConnected(chat);
            if (next == null) {
                rows.remove(chat);
            } else {
                next.connection().locked.add(chat);
                granted.add(next.ended());
            }
        }
        connection.locked.clear();
        connection.phase = MemoryConnection.Phase.IDLE;
        return granted;
    }

    /// Makes the connection that has waited longest the owner of a locked row.
    private @Nullable Waiter nextConnected(ChatId chat) {
        Row row = rows.get(chat);
        Waiter next = row == null ? null : row.waiters.poll();
        while (row != null && next != null && next.connection().lost) {
            next = row.waiters.poll();
        }
        if (row != null && next != null) {
            row.owner = next.connection();
        }
        return next;
    }
}
