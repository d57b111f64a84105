package io.vestnik.postgres.transaction;

import io.vestnik.application.commit.StoreFailure;
import io.vestnik.application.commit.Transaction;
import io.vestnik.application.commit.Transactions;
import io.vestnik.application.commit.Turn;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.postgres.connection.Failures;
import io.vestnik.postgres.connection.Pool;
import io.vestnik.postgres.connection.PostgresConnection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/// Runs reads, and changes that belong to no chat.
public final class Database {
    private final Pool reads;
    private final Transactions<PostgresConnection> changes;

    public Database(Pool reads, Transactions<PostgresConnection> changes) {
        this.reads = reads;
        this.changes = changes;
    }

    /// Runs queries that change nothing.
    ///
    /// @throws io.vestnik.domain.StoreUnavailableException if the database cannot be reached
    public <T> T read(String doing, Function<Handle, T> reading) {
        try {
            return reads.read(reading);
        } catch (JdbiException e) {
            throw Failures.translated(doing, e);
        }
    }

    /// Runs `changing` in a transaction.
    ///
    /// @param changing called again after an attempt that was rolled back
    /// @throws io.vestnik.domain.StoreUnavailableException if the database cannot be reached; whether the change was
    ///     stored is unknown
    public <T> T change(String doing, Function<Handle, T> changing) {
        try {
            return changes.run(() -> new Change<>(changing)).result();
        } catch (StoreFailure e) {
            throw Failures.translated(doing, e);
        }
    }

    /// A transaction that has no chat and publishes nothing.
    private static final class Change<T> implements Transaction<PostgresConnection> {
        private final Function<Handle, T> changing;
        private @Nullable T result;

        Change(Function<Handle, T> changing) {
            this.changing = changing;
        }

        @SuppressWarnings("NullAway") // `changing` returns no null.
        T result() {
            return result;
        }

        @Override
        public void decide(PostgresConnection connection) {
            Handle handle = connection.handle();
            handle.begin();
            connection.settings().forEach(handle::execute);
            result = changing.apply(handle);
        }

        @Override
        public Turn turn() {
            return Turn.NONE;
        }

        @Override
        public void commit(PostgresConnection connection) throws StoreFailure {
            try {
                connection.handle().commit();
            } catch (JdbiException e) {
                throw Failures.committing(e);
            }
        }

        @Override
        public void rollBack(PostgresConnection connection) throws StoreFailure {
            try {
                connection.handle().rollback();
            } catch (JdbiException e) {
                throw Failures.classified(e);
            }
        }

        @Override
        public List<ChatEvent> events() {
            return List.of();
        }

        @Override
        public Set<ChatId> chats() {
            return Set.of();
        }
    }
}
