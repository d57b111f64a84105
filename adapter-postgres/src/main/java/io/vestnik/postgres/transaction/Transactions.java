package io.vestnik.postgres.transaction;

import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvents;
import io.vestnik.postgres.connection.Failures;
import io.vestnik.postgres.connection.Pool;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs transactions on the connections of one pool: begins and commits a transaction, repeats it after a conflict, and
/// publishes its events. If the outcome of the commit is unknown, reports the chats of the transaction to
/// [ChatEvents#uncertain].
///
/// **Order of waiting**: a connection, then row locks, then the turn of the chats' writer. The turn is held for the
/// last statements, the commit and the events only, so a transaction that waits for a connection or a lock delays no
/// other chat. The holder of a turn waits for no chat's lock, so two transactions cannot deadlock.
public final class Transactions {
    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

    /// The maximum number of attempts at a transaction. After a conflict, or if the connection died in the pool, the
    /// second or third attempt usually succeeds.
    private static final int TRIES_MAX = 3;

    private final Pool pool;
    private final ChatEvents events;
    private final Duration lockedFor;

    /// @param lockedFor the time during which a transaction that does not get a lock is attempted again
    public Transactions(Pool pool, ChatEvents events, Duration lockedFor) {
        this.pool = pool;
        this.events = events;
        this.lockedFor = lockedFor;
    }

    /// Runs a transaction. After the commit the events of the transaction are published, while the transaction still
    /// holds its turn.
    ///
    /// @param attempts makes the transaction; called again after an attempt that was rolled back
    /// @return the committed transaction
    /// @throws SQLException if nothing was stored
    /// @throws UnknownOutcomeException if it is unknown whether the transaction was stored
    public <T extends Transaction> T run(Supplier<T> attempts) throws SQLException {
        long began = System.nanoTime();
        for (int attempt = 1; ; attempt++) {
            T transaction = attempts.get();
            try {
                pool.with(handle -> attempt(handle, transaction));
                return transaction;
            } catch (UnknownOutcomeException e) {
                transaction.outcomeUnknown(e);
                uncertain(transaction);
                throw e;
            } catch (SQLException | RuntimeException e) {
                if (!again(e, attempt, began)) {
                    throw e;
                }
            }
        }
    }

    private boolean again(Exception failure, int attempt, long began) {
        if (failure instanceof ConnectionException) {
            // The pool had no connection in time.
            return false;
        }
        return Failures.locked(failure)
                ? System.nanoTime() - began < lockedFor.toNanos()
                : attempt < TRIES_MAX && (Failures.lost(failure) || Failures.contention(failure));
    }

    private <T extends Transaction> T attempt(Handle handle, T transaction) throws SQLException {
        try {
            transaction.decide(handle, pool.settings());
            Turn turn = transaction.turn();
            turn.take();
            try {
                commit(handle, transaction);
            } finally {
                turn.release();
            }
            return transaction;
        } catch (SQLException | RuntimeException e) {
            rollBack(handle, transaction, e);
            throw e;
        } catch (Error e) {
            // The connection cannot be used again: the server may still be sending the rest of an answer.
            pool.discard(handle.getConnection());
            throw e;
        }
    }

    private void commit(Handle handle, Transaction transaction) throws SQLException {
        try {
            transaction.commit(handle);
            publish(transaction);
        } catch (Error e) {
            uncertain(transaction);
            throw e;
        }
    }

    private void publish(Transaction transaction) {
        transaction.committed();
        List<ChatEvent> happened = transaction.events();
        if (!happened.isEmpty()) {
            guarded(() -> events.committed(happened));
        }
        transaction.complete();
    }

    private void uncertain(Transaction transaction) {
        if (transaction.chats().isEmpty()) {
            return;
        }
        try {
            events.uncertain(transaction.chats());
        } catch (RuntimeException | Error e) {
            // This failure is only logged: the caller throws the failure that made the outcome uncertain.
            LOG.error("event=commit_listener_failed", e);
        }
    }

    private void rollBack(Handle handle, Transaction transaction, Exception failure) {
        try {
            transaction.rollBack(handle);
        } catch (SQLException | JdbiException e) {
            failure.addSuppressed(e);
            pool.discard(handle.getConnection());
        }
    }

    /// Calls a listener and logs its exception, because a listener that fails must not stop a writer.
    public static void guarded(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.error("event=commit_listener_failed", e);
        }
    }
}
