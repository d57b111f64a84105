package io.vestnik.postgres.commit;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.postgres.commit.ChatWrite.Queued;
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
/// A chat whose row another transaction holds is left out, so that it delays no other chat; [Batch#undecided] returns
/// its changes. Only a chat named by the caller is waited for, as the first lock of the transaction. No chat's lock is
/// waited for while others are held, so two batches cannot deadlock.
public final class BatchTransaction implements Transaction {
    /// Another node's batch ends within milliseconds, and a change of members soon after.
    private static final Duration WAIT_MAX = Duration.ofMillis(50);

    /// Receives the outcome of a batch.
    public interface Listener {
        /// Runs in the turn once the batch is committed and published; throws nothing but an `Error`.
        void committed(Batch batch);

        /// Whether the batch was committed is unknown.
        void outcomeUnknown(UnknownOutcomeException failure);
    }

    private final Batch batch;
    private final LockedRows rows = new LockedRows();
    private final Optional<ChatId> waitFor;
    private final Turn turn;
    private final Listener listener;

    /// @param waitFor a chat whose lock is waited for, for [#WAIT_MAX]
    public BatchTransaction(List<Queued> writes, Optional<ChatId> waitFor, Turn turn, Listener listener) {
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
        RowReads.keys(first, batch.posts(), batch::kept);
        first.execute(connection);
        lookFurther(connection);
        batch.decide();
    }

    /// Reads the data that depends on the first answers: whether missing chats exist, and messages.
    private void lookFurther(Connection connection) throws SQLException {
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
