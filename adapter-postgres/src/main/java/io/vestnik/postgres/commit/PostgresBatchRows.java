package io.vestnik.postgres.commit;

import io.vestnik.application.commit.Batch;
import io.vestnik.application.commit.BatchRows;
import io.vestnik.application.commit.LockedRows;
import io.vestnik.application.commit.StoreFailure;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.postgres.connection.Failures;
import io.vestnik.postgres.connection.PostgresConnection;
import io.vestnik.postgres.connection.TransactionSettings;
import io.vestnik.postgres.transaction.StatementBatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/// The rows of a batch in PostgreSQL: [RowReads] locks and reads them, [RowWrites] writes them.
public final class PostgresBatchRows implements BatchRows<PostgresConnection> {
    /// How long a batch waits for a chat's lock. The usual holder of the lock, another node's batch or a separate
    /// change, ends sooner.
    private static final Duration WAIT_MAX = Duration.ofMillis(50);

    @Override
    public void read(PostgresConnection connection, Batch batch, Optional<ChatId> waitFor) throws StoreFailure {
        StatementBatch first = StatementBatch.begin(connection.settings());
        waitFor.ifPresent(chat -> {
            first.run(TransactionSettings.locking(WAIT_MAX));
            RowReads.waitFor(first, chat);
            first.run(TransactionSettings.locking(TransactionSettings.LOCK_MAX));
        });
        RowReads.lock(first, batch.chatIds(), batch.members(), batch.rows());
        RowReads.keys(first, batch.posts(), batch::foundKey);
        try {
            first.execute(connection.driver());
            readDecisionData(connection.driver(), batch);
        } catch (SQLException e) {
            throw Failures.classified(e);
        }
    }

    /// Reads the data that depends on the results of the first statements: which chats exist among those whose rows the
    /// first statements did not return, and the messages that the decisions need.
    private static void readDecisionData(Connection connection, Batch batch) throws SQLException {
        StatementBatch existing = new StatementBatch();
        RowReads.existing(existing, batch.missing(), batch::locked);
        if (!existing.isEmpty()) {
            existing.execute(connection);
        }
        StatementBatch messages = new StatementBatch();
        RowReads.messages(messages, batch.messages(), batch.rows());
        if (!messages.isEmpty()) {
            messages.execute(connection);
        }
    }

    @Override
    public void commit(PostgresConnection connection, LockedRows rows) throws StoreFailure {
        StatementBatch last = RowWrites.write(connection.driver(), rows);
        last.run(last.isEmpty() ? "rollback" : "commit").commit(connection.driver());
    }

    @Override
    public void rollBack(PostgresConnection connection) throws StoreFailure {
        StatementBatch.rollBack(connection.driver());
    }
}
