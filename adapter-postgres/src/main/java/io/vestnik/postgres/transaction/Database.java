package io.vestnik.postgres.transaction;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.postgres.connection.Failures;
import io.vestnik.postgres.connection.Pool;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/// Runs reads, and changes that belong to no chat.
public final class Database {
    private final Pool reads;
    private final Transactions changes;

    public Database(Pool reads, Transactions changes) {
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
        } catch (SQLException | JdbiException | UnknownOutcomeException e) {
            throw Failures.translated(doing, e);
        }
    }

    /// A transaction that has no chat and publishes nothing.
    private static final class Change<T> implements Transaction {
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
        public void decide(Handle handle, List<String> settings) {
            handle.begin();
            settings.forEach(handle::execute);
            result = changing.apply(handle);
        }

        @Override
        public Turn turn() {
            return Turn.NONE;
        }

        @Override
        public void commit(Handle handle) {
            try {
                handle.commit();
            } catch (JdbiException e) {
                if (Failures.lost(e)) {
                    throw new UnknownOutcomeException(e);
                }
                throw e;
            }
        }

        @Override
        public void rollBack(Handle handle) {
            handle.rollback();
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
