package io.vestnik.postgres;

import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/// Runs reads, and changes other than messages, each in a transaction of its own.
///
/// **Lock order**: a connection, then row locks, then the turn of the chat's writer. The turn is held for the commit
/// and its events only, so a change that waits for a connection or a lock delays no other chat. The holder of a turn
/// waits for no chat's lock ([CommitPath]), so a change and a batch cannot deadlock.
final class Database {
    /// Conflicting transactions usually succeed at the second or third attempt.
    private static final int TRIES_MAX = 3;

    /// A writer releases its turn after each batch; one that takes longer than this waits for its database.
    private static final Duration TURN_MAX = Duration.ofSeconds(5);

    private final Pool reads;
    private final Pool changes;
    private final ChatEvents events;
    private final Writers writers;

    /// @param reads the pool for reads
    /// @param changes the pool for changes; may be the same
    Database(Pool reads, Pool changes, ChatEvents events, Writers writers) {
        this.reads = reads;
        this.changes = changes;
        this.events = events;
        this.writers = writers;
    }

    /// A running change: its events are published once it is committed.
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

        /// Adds an event to be published after the commit.
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
            return reads.read(reading);
        } catch (JdbiException e) {
            throw translated(doing, e);
        }
    }

    /// Runs `changing` in a transaction and publishes its events once it is committed. The commit and the events happen
    /// in the turn of the chat's writer, so that the events of a chat come in the order of its versions.
    ///
    /// @param changing may run several times; an earlier run was rolled back
    /// @throws StoreUnavailableException if the database cannot be reached; whether the change was stored is unknown
    <T> T change(String doing, ChatId chatId, Function<Change, T> changing) {
        return change(doing, writers.turnOf(chatId), changing);
    }

    /// Like [#change(String, ChatId, Function)], for a change that belongs to no chat.
    <T> T change(String doing, Function<Change, T> changing) {
        return change(doing, new ReentrantLock(), changing);
    }

    private <T> T change(String doing, Lock turn, Function<Change, T> changing) {
        long began = System.nanoTime();
        for (int attempt = 1; ; attempt++) {
            try {
                return changes.with(handle -> attempt(doing, handle, turn, changing));
            } catch (JdbiException e) {
                boolean again = Failures.locked(e)
                        ? System.nanoTime() - began < TransactionSettings.LOCK_MAX.toNanos()
                        : attempt < TRIES_MAX && Failures.contention(e);
                if (!again) {
                    throw translated(doing, e);
                }
            }
        }
    }

    private <T> T attempt(String doing, Handle handle, Lock turn, Function<Change, T> changing) {
        Change change = new Change(handle);
        T result;
        try {
            handle.begin();
            changes.settings().forEach(handle::execute);
            result = changing.apply(change);
            if (change.happened.isEmpty()) {
                handle.commit();
                return result;
            }
            take(turn, doing);
        } catch (RuntimeException | Error e) {
            rollBack(handle, e);
            throw e;
        }
        try {
            handle.commit();
            events.committed(change.happened);
        } catch (RuntimeException | Error e) {
            rollBack(handle, e);
            if (!refused(e)) {
                events.uncertain(change.touched);
            }
            throw e;
        } finally {
            turn.unlock();
        }
        return result;
    }

    private static void take(Lock turn, String doing) {
        try {
            if (!turn.tryLock(TURN_MAX.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new StoreUnavailableException(doing + ": the chat's writer is busy");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException(doing + ": interrupted", e);
        }
    }

    /// Whether the database reported that it did not commit.
    private static boolean refused(Throwable failure) {
        return failure instanceof JdbiException && !Failures.lost(failure);
    }

    /// After an `Error` the state of the connection is unknown.
    private void rollBack(Handle handle, Throwable failure) {
        if (failure instanceof Error) {
            changes.discard(handle.getConnection());
            return;
        }
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
