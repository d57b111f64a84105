package io.vestnik.postgres.commit;

import io.vestnik.application.commit.LockedRows;
import io.vestnik.application.commit.MemberRef;
import io.vestnik.application.commit.StoreFailure;
import io.vestnik.application.commit.Transaction;
import io.vestnik.application.commit.Turn;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.postgres.commit.SeparateChange.Change;
import io.vestnik.postgres.commit.SeparateChange.Creation;
import io.vestnik.postgres.connection.Failures;
import io.vestnik.postgres.connection.PostgresConnection;
import io.vestnik.postgres.transaction.StatementBatch;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import org.jdbi.v3.core.Handle;

/// Commits one change of a chat: lock, read, decide and write, commit.
final class SeparateTransaction<T> implements Transaction<PostgresConnection> {
    private final SeparateChange<T> write;
    private final Lock turn;
    private final NodeRuntime runtime;
    private final LockedRows rows = new LockedRows();
    private Outcome<T> outcome = Outcome.refused(Refusal.CHAT_NOT_FOUND);

    SeparateTransaction(SeparateChange<T> write, Lock turn, NodeRuntime runtime) {
        this.write = write;
        this.turn = turn;
        this.runtime = runtime;
    }

    /// The result of the decision.
    Outcome<T> outcome() {
        return outcome;
    }

    @Override
    public void decide(PostgresConnection connection) throws StoreFailure {
        StatementBatch first = StatementBatch.begin(connection.settings());
        try {
            decide(connection.handle(), first);
        } catch (SQLException e) {
            throw Failures.classified(e);
        }
    }

    private void decide(Handle handle, StatementBatch first) throws SQLException {
        switch (write) {
            case Creation<T> creation -> {
                first.execute(handle.getConnection());
                outcome = creation.decision().decide(new NewChat(creation.chatId(), handle, rows));
            }
            case Change<T> change -> {
                MemberRef actor = new MemberRef(change.chatId(), change.actor());
                RowReads.waitFor(first, change.chatId());
                RowReads.lock(first, List.of(change.chatId()), List.of(actor), rows);
                first.execute(handle.getConnection());
                Optional<LockedChat> locked = LockedChat.of(handle, rows, actor);
                if (locked.isPresent()) {
                    outcome = change.decision().decide(locked.get());
                }
            }
        }
    }

    @Override
    public Turn turn() {
        return rows.publishes() ? Turn.bounded(runtime, turn, write.doing()) : Turn.NONE;
    }

    @Override
    public void commit(PostgresConnection connection) throws StoreFailure {
        RowWrites.write(connection.driver(), rows).run("commit").commit(connection.driver());
    }

    @Override
    public void rollBack(PostgresConnection connection) throws StoreFailure {
        StatementBatch.rollBack(connection.driver());
    }

    @Override
    public List<ChatEvent> events() {
        return rows.events();
    }

    @Override
    public List<ChatId> chats() {
        return List.of(write.chatId());
    }
}
