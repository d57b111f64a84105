package io.vestnik.memory;

import io.vestnik.application.FatalErrors;
import io.vestnik.application.MessengerStore;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.application.bus.PublishedEvents;
import io.vestnik.application.commit.Transactions;
import io.vestnik.application.commit.writer.StoreMetrics;
import io.vestnik.application.commit.writer.Writers;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.event.ChatEvents;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import java.time.Duration;

/// The store of one node over a [MemoryDatabase], with the same writers, queues, batches and transactions as the store
/// in PostgreSQL. Several nodes may share a database.
///
/// It is meant for tests of the commit path and of several nodes without a database server. A program that needs one
/// node in one process uses [MemoryStore], which has no threads. Thread-safe. [#close] first completes all accepted
/// changes.
public final class BatchedMemoryStore implements MessengerStore {
    /// The usual number of writers.
    private static final int WRITERS = 2;

    private final NotificationBus bus;
    private final Writers<MemoryConnection> writers;
    private final Chats chats;
    private final MessageLog messageLog;
    private final ReadStates readStates;

    /// The database of a store, and the environment of its node.
    ///
    /// @param access the access to `database`, possibly with faults
    /// @param events receives the committed events; publishes them on `bus`, except in tests
    /// @param runtime the threads and the time of the writers
    /// @param writers the number of writers
    /// @param heapBytes the size of the heap, in bytes; the queues of the writers take a share of it
    public record Opening(
            MemoryDatabase database,
            MemoryAccess access,
            NotificationBus bus,
            ChatEvents events,
            NodeRuntime runtime,
            int writers,
            long heapBytes) {

        /// The access to a database without faults, the usual number of writers, and the heap of this process.
        public static Opening of(MemoryDatabase database, NotificationBus bus, NodeRuntime runtime) {
            return new Opening(
                    database,
                    database.access(runtime),
                    bus,
                    new PublishedEvents(bus),
                    runtime,
                    WRITERS,
                    Runtime.getRuntime().maxMemory());
        }

        /// The same with another receiver of the committed events.
        public Opening publishingTo(ChatEvents receiver) {
            return new Opening(database, access, bus, receiver, runtime, writers, heapBytes);
        }
    }

    /// Opens the store and starts its writers.
    ///
    /// @param fatal receives the error that ends a writer; all later changes of that writer fail, and the store is no
    ///     longer [#ready]
    public BatchedMemoryStore(Opening opening, FatalErrors fatal) {
        NodeRuntime runtime = opening.runtime();
        MemoryDatabase database = opening.database();
        MemoryAccess access = opening.access();
        this.bus = opening.bus();
        // A batch is not repeated if a chat is locked, because the chat is set aside instead.
        Transactions<MemoryConnection> batches =
                new Transactions<>(access.batches(), opening.events(), runtime, Duration.ZERO);
        Transactions<MemoryConnection> changes =
                new Transactions<>(access.changes(), opening.events(), runtime, Transactions.LOCK_MAX);
        this.writers = new Writers<>(
                opening.writers(), opening.heapBytes(), runtime, batches, access.rows(), StoreMetrics.none(), fatal);
        this.chats = new BatchedChats(database, changes, writers::turnOf, runtime);
        this.messageLog = new BatchedMessageLog(database.messageLog(), writers);
        this.readStates = new BatchedReadStates(database.readStates(), writers);
    }

    @Override
    public Chats chats() {
        return chats;
    }

    @Override
    public MessageLog messageLog() {
        return messageLog;
    }

    @Override
    public ReadStates readStates() {
        return readStates;
    }

    @Override
    public NotificationBus bus() {
        return bus;
    }

    /// Whether all writers run.
    public boolean ready() {
        return writers.alive();
    }

    /// The number of changes that wait to be committed.
    public int waiting() {
        return writers.waiting();
    }

    /// Refuses new changes, and commits or fails the accepted changes.
    @Override
    public void close() {
        writers.close();
    }
}
