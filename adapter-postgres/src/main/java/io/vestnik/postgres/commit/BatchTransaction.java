package io.vestnik.postgres.commit;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.postgres.connection.TransactionSettings;
import io.vestnik.postgres.transaction.StatementBatch;
import io.vestnik.postgres.transaction.Transaction;
import io.vestnik.postgres.transaction.Transactions;
import io.vestnik.postgres.transaction.Turn;
import io.vestnik.postgres.transaction.UnknownOutcomeException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Commits a batch: lock, read, decide, write, commit.
///
/// The transaction leaves out a chat whose row another transaction has locked, so that this chat delays no other chat;
/// [Batch#undecided] returns the chat's changes. The transaction waits for at most one lock: the lock of the chat that
/// the caller names. It takes this lock before all others. It never waits for the lock of one chat while it holds the
/// lock of another, so two batches cannot deadlock.
public final class BatchTransaction implements Transaction {
    /// How long a batch waits for a chat's lock. The usual holder of the lock, another node's batch or a separate
    /// change, ends sooner.
    private static final Duration WAIT_MAX = Duration.ofMillis(50);

    /// Receives the outcome of a batch.
    public interface Listener {
        /// Called in the writer's turn once the batch is committed and published. An implementation throws nothing but
        /// an `Error`.
        void committed(Batch batch);

        /// Called if it is unknown whether the batch was committed.
        void outcomeUnknown(UnknownOutcomeException failure);
    }

    private final Batch batch;
    private final LockedRows rows = new LockedRows();
    private final Optional<ChatId> waitFor;
    private final Turn turn;
    private final Listener listener;

    /// @param waitFor a chat for whose lock the transaction waits, up to [#WAIT_MAX]
    public BatchTransaction(List<QueuedChange> writes, Optional<ChatId> waitFor, Turn turn, Listener listener) {
        this.batch = new Batch(writes, rows);
        this.waitFor = waitFor;
        this.turn = turn;
        this.listener = listener;
    }

    public Batch batch() {
        return batch;
    }

    @Override
    public void decide(Handle handle, List<String> settings) throws SQLException {
        Connection connection = handle.getConnection();
        StatementBatch first = StatementBatch.begin(settings);
        waitFor.ifPresent(chat -> {
            first.run(TransactionSettings.locking(WAIT_MAX));
            RowReads.waitFor(first, chat);
            first.run(TransactionSettings.locking(TransactionSettings.LOCK_MAX));
        });
        RowReads.lock(first, batch.chatIds(), batch.members(), rows);
        RowReads.keys(first, batch.posts(), batch::foundKey);
        first.execute(connection);
        readDecisionData(connection);
        batch.decide();
    }

    /// Reads the data that depends on the results of the first statements: which chats exist among those whose rows the
    /// first statements did not return, and the messages that the decisions need.
    private void readDecisionData(Connection connection) throws SQLException {
        StatementBatch existing = new StatementBatch();
        RowReads.existing(existing, batch.missing(), batch::locked);
        if (!existing.isEmpty()) {
            existing.execute(connection);
        }
        StatementBatch messages = new StatementBatch();
        RowReads.messages(messages, batch.messages(), rows);
        if (!messages.isEmpty()) {
            messages.execute(connection);
        }
    }

    @Override
    public Turn turn() {
        return turn;
    }

    @Override
    public void commit(Handle handle) throws SQLException {
        StatementBatch last = RowWrites.write(handle.getConnection(), rows);
        last.run(last.isEmpty() ? "rollback" : "commit").commit(handle.getConnection());
    }

    @Override
    public List<ChatEvent> events() {
        return rows.events();
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
    public void outcomeUnknown(UnknownOutcomeException failure) {
        listener.outcomeUnknown(failure);
    }
}
