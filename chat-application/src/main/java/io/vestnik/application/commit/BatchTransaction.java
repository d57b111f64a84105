package io.vestnik.application.commit;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Commits a batch: lock, read, decide, write, commit.
///
/// The transaction leaves out a chat whose row another transaction has locked, so that this chat delays no other chat;
/// [Batch#undecided] returns the chat's changes. The transaction waits for at most one lock: the lock of the chat that
/// the caller names. It takes this lock before all others. It never waits for the lock of one chat while it holds the
/// lock of another, so two batches cannot deadlock.
///
/// @param <C> the connection on which the transaction runs
public final class BatchTransaction<C> implements Transaction<C> {
    /// Receives the outcome of a batch.
    public interface Listener {
        /// Called in the writer's turn once the batch is committed and published. An implementation throws nothing but
        /// an `Error`.
        void committed(Batch batch);

        /// Called if it is unknown whether the batch was committed.
        void outcomeUnknown(StoreFailure failure);
    }

    private final BatchRows<C> store;
    private final Batch batch;
    private final Optional<ChatId> waitFor;
    private final Turn turn;
    private final Listener listener;

    /// @param waitFor a chat for whose lock the transaction waits, for a short time
    public BatchTransaction(
            BatchRows<C> store, List<QueuedChange> writes, Optional<ChatId> waitFor, Turn turn, Listener listener) {
        this.store = store;
        this.batch = new Batch(writes, new LockedRows());
        this.waitFor = waitFor;
        this.turn = turn;
        this.listener = listener;
    }

    /// The batch, with its results once the transaction is committed.
    public Batch batch() {
        return batch;
    }

    @Override
    public void decide(C connection) throws StoreFailure {
        store.read(connection, batch, waitFor);
        batch.decide();
    }

    @Override
    public Turn turn() {
        return turn;
    }

    @Override
    public void commit(C connection) throws StoreFailure {
        store.commit(connection, batch.rows());
    }

    @Override
    public void rollBack(C connection) throws StoreFailure {
        store.rollBack(connection);
    }

    @Override
    public List<ChatEvent> events() {
        return batch.rows().events();
    }

    @Override
    public Collection<ChatId> chats() {
        return batch.chatIds();
    }

    @Override
    public void committed() {
        batch.listeners().forEach(Transactions::guarded);
    }

    @Override
    public void complete() {
        listener.committed(batch);
    }

    @Override
    public void outcomeUnknown(StoreFailure failure) {
        listener.outcomeUnknown(failure);
    }
}
