package io.vestnik.postgres;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvents;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.postgres.PostgresPlugin;

/// Reads, and changes that are not messages, each in a transaction of its own.
final class Database {
    /// Transactions that were in each other's way find it clear at the next try, or the one after.
    private static final int TRIES_MAX = 3;

    private final Jdbi jdbi;
    private final List<String> settings;
    private final ChatEvents events;
    private final Writers writers;

    /// @param settings what is to be run first in each transaction that changes something
    Database(DataSource connections, List<String> settings, ChatEvents events, Writers writers) {
        this.jdbi = Jdbi.create(connections).installPlugin(new PostgresPlugin());
        jdbi.getConfig(SqlStatements.class).setUnusedBindingAllowed(false);
        this.settings = settings;
        this.events = events;
        this.writers = writers;
    }

    /// A change under way: what it says happened is told once it is committed.
    static final class Change {
        private final Handle handle;
        private final List<ChatEvent> happened = new ArrayList<>();
        private final Set<ChatId> touched = new LinkedHashSet<>();

        private Change(Handle handle) {
            this.handle = handle;
        }

        Handle handle() {
            return handle;
        }

        /// To be told after the commit.
        void happened(ChatEvent event) {
            happened.add(event);
            touched.add(event.chatId());
        }
    }

    /// Runs queries that change nothing.
    ///
    /// @throws StoreUnavailableException if the database cannot be reached
    <T> T read(String doing, Function<Handle, T> reading) {
        try {
            return jdbi.withHandle(reading::apply);
        } catch (JdbiException e) {
            throw translated(doing, e);
        }
    }

    /// Runs `changing` in a transaction and tells what happened once it is committed; all of it in the turn of the
    /// chat's writer, so that the node tells of one chat in the order of versions.
    ///
    /// @throws StoreUnavailableException if the database cannot be reached; whether the change was stored is not known
    <T> T change(String doing, ChatId chatId, Function<Change, T> changing) {
        Lock turn = writers.turnOf(chatId);
        turn.lock();
        try {
            return change(doing, changing);
        } finally {
            turn.unlock();
        }
    }

    /// As [#change(String, ChatId, Function)], of what belongs to no chat.
    <T> T change(String doing, Function<Change, T> changing) {
        for (int attempt = 1; ; attempt++) {
            try (Handle handle = jdbi.open()) {
                Change change = new Change(handle);
                T result;
                try {
                    handle.begin();
                    settings.forEach(handle::execute);
                    result = changing.apply(change);
                } catch (RuntimeException e) {
                    rollBack(handle, e);
                    throw e;
                }
                commit(handle, change);
                events(change);
                return result;
            } catch (JdbiException e) {
                if (attempt == TRIES_MAX || !Failures.contention(e)) {
                    throw translated(doing, e);
                }
            }
        }
    }

    private void commit(Handle handle, Change change) {
        try {
            handle.commit();
        } catch (JdbiException e) {
            if (!change.touched.isEmpty()) {
                events.uncertain(change.touched);
            }
            throw e;
        }
    }

    private void events(Change change) {
        if (!change.happened.isEmpty()) {
            events.committed(change.happened);
        }
    }

    private static void rollBack(Handle handle, RuntimeException failure) {
        try {
            handle.rollback();
        } catch (JdbiException e) {
            failure.addSuppressed(e);
        }
    }

    private static RuntimeException translated(String doing, JdbiException e) {
        return Failures.away(e) ? Failures.unavailable(doing, e) : e;
    }
}
