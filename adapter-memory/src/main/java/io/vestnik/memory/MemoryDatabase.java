package io.vestnik.memory;

import io.vestnik.application.commit.StoreFailure;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/// A database of chats in memory, with transactions and row locks. Several nodes may share it: each has a
/// [BatchedMemoryStore] over it. Thread-safe.
///
/// A transaction locks the rows of its chats (`RowLocks`), reads them, and changes nothing before its commit. The
/// commit stores all changes in one step. A reader takes no row lock: it sees each chat as the last commit has left it,
/// and holds the lock of a `StoredChat` only while it reads. The order of locks is: the lock of the commits, then the
/// lock of `ChatCreation`, then the lock of a `StoredChat`.
public final class MemoryDatabase {
    private final RowLocks locks = new RowLocks();

    /// Held while the changes of a transaction are applied.
    private final ReentrantLock applying = new ReentrantLock();

    private final AppliedEvents appliedEvents = new AppliedEvents();
    private final CommitStep commits;
    private final ChatTable table;
    private final MemoryChats chats;
    private final MemoryMessageLog messageLog;
    private final MemoryReadStates readStates;

    /// An empty database.
    ///
    /// @param people the known users
    /// @param runtime gives the database's wall clock and the random identity of its data. Even if the clock is set
    ///     back, no message is older than the previous one
    public MemoryDatabase(People people, NodeRuntime runtime) {
        this(people, runtime, CommitStep.AT_ONCE);
    }

    /// An empty database with other commits.
    ///
    /// @param commits performs each commit
    public MemoryDatabase(People people, NodeRuntime runtime, CommitStep commits) {
        this.commits = commits;
        this.table = new ChatTable(people, appliedEvents, runtime);
        this.chats = new MemoryChats(table, runtime::randomUuid);
        this.messageLog = new MemoryMessageLog(table);
        this.readStates = new MemoryReadStates(table);
    }

    /// The access of a node, without faults.
    ///
    /// @param runtime measures the time for which a transaction of this node waits for locks
    public MemoryAccess access(NodeRuntime runtime) {
        MemoryConnections connections = new MemoryConnections(this);
        return new MemoryAccess(connections, connections, new MemoryBatchRows(this, runtime));
    }

    /// Closes a connection, as if its network or its node had failed. The transaction is rolled back and its locks are
    /// released, unless its commit was already requested. Every later use of the connection fails.
    public void disconnect(MemoryConnection connection) {
        locks.disconnect(connection);
    }

    ChatTable table() {
        return table;
    }

    MemoryChats chats() {
        return chats;
    }

    MemoryMessageLog messageLog() {
        return messageLog;
    }

    MemoryReadStates readStates() {
        return readStates;
    }

    void begin(MemoryConnection connection) throws StoreFailure {
        locks.begin(connection);
    }

    /// Takes the lock of a chat that exists, without waiting.
    boolean tryLock(MemoryConnection connection, ChatId chat) throws StoreFailure {
        return locks.tryLock(connection, chat);
    }

    /// Takes the lock of a chat, and waits for it at most `max`. Takes no lock if the chat does not exist.
    void lock(MemoryConnection connection, ChatId chat, Duration max, NodeRuntime runtime) throws StoreFailure {
        if (table.contains(chat)) {
            locks.lock(connection, chat, max, runtime);
        }
    }

    void rollBack(MemoryConnection connection) throws StoreFailure {
        locks.rollBack(connection);
    }

    /// The changes of a transaction. They are applied at most once, while no other transaction applies its changes.
    @FunctionalInterface
    interface Changes {
        /// Applies all changes, or none and fails.
        ///
        /// @return the events of the changes
        List<ChatEvent> apply() throws StoreFailure;
    }

    /// Commits the transaction of a connection and ends it.
    ///
    /// @throws StoreFailure as [CommitStep#commit] specifies
    void commit(MemoryConnection connection, Changes changes) throws StoreFailure {
        locks.beginCommit(connection);
        Commit commit = new Commit(connection, changes);
        try {
            commits.commit(commit);
            if (!commit.isApplied()) {
                throw new IllegalStateException("the commit was acknowledged but not applied");
            }
        } catch (StoreFailure e) {
            if (e.kind() == StoreFailure.Kind.OUTCOME_UNKNOWN) {
                locks.disconnect(connection);
            } else {
                commit.abandon();
            }
            throw e;
        } catch (RuntimeException | Error e) {
            commit.abandon();
            throw e;
        }
    }

    private final class Commit implements PendingCommit {
        private final MemoryConnection connection;
        private final Changes changes;
        private final AtomicBoolean decided = new AtomicBoolean();
        private volatile boolean applied;

        Commit(MemoryConnection connection, Changes changes) {
            this.connection = connection;
            this.changes = changes;
        }

        @Override
        public List<ChatEvent> apply() throws StoreFailure {
            if (!decided.compareAndSet(false, true)) {
                throw new IllegalStateException("the commit was applied or abandoned before");
            }
            applying.lock();
            try {
                List<ChatEvent> events = changes.apply();
                applied = true;
                return events;
            } finally {
                applying.unlock();
                locks.end(connection);
            }
        }

        @Override
        public void abandon() {
            if (decided.compareAndSet(false, true)) {
                locks.end(connection);
            }
        }

        boolean isApplied() {
            return applied;
        }
    }

    /// Runs a change by the rules of the direct store, and returns the events that it publishes. Called while the
    /// change of a transaction is applied.
    List<ChatEvent> eventsOf(Runnable change) {
        return appliedEvents.of(change);
    }

    /// Collects events instead of publishing them: the transaction publishes them after its commit. Guarded by the lock
    /// under which changes are applied.
    private static final class AppliedEvents implements ChatEvents {
        private final List<ChatEvent> collected = new ArrayList<>();

        List<ChatEvent> of(Runnable change) {
            collected.clear();
            change.run();
            return List.copyOf(collected);
        }

        @Override
        public void committed(List<? extends ChatEvent> events) {
            collected.addAll(events);
        }

        @Override
        public void uncertain(Collection<ChatId> chats) {
            throw new IllegalStateException("an applied change is certain");
        }
    }
}
