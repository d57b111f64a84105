package io.vestnik.application.commit;

import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvents;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs transactions on the connections of one pool: begins and commits a transaction, repeats it after a conflict, and
/// publishes its events. If the outcome of the commit is unknown, reports the chats of the transaction to
/// [ChatEvents#uncertain].
///
/// **Order of waiting**: a connection, then row locks, then the turn of the chats' writer. The turn is held for the
/// last statements, the commit and the events only, so a transaction that waits for a connection or a lock delays no
/// other chat. The holder of a turn waits for no chat's lock, so two transactions cannot deadlock.
///
/// @param <C> a connection of the pool
public final class Transactions<C> {
    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

    /// The maximum number of attempts at a transaction. After a conflict, or if the connection died in the pool, the
    /// second or third attempt usually succeeds.
    private static final int TRIES_MAX = 3;

    /// The longest time for which a change waits for a lock that another transaction holds.
    public static final Duration LOCK_MAX = Duration.ofSeconds(5);

    private final StoreConnections<C> connections;
    private final ChatEvents events;
    private final NodeRuntime runtime;
    private final Duration lockedFor;

    /// @param lockedFor the time during which a transaction that does not get a lock is attempted again
    public Transactions(StoreConnections<C> connections, ChatEvents events, NodeRuntime runtime, Duration lockedFor) {
        this.connections = connections;
        this.events = events;
        this.runtime = runtime;
        this.lockedFor = lockedFor;
    }

    /// Runs a transaction. After the commit the events of the transaction are published, while the transaction still
    /// holds its turn.
    ///
    /// @param attempts makes the transaction; called again after an attempt that was rolled back
    /// @return the committed transaction
    /// @throws StoreFailure [StoreFailure.Kind#OUTCOME_UNKNOWN] if it is unknown whether the transaction was stored;
    ///     after any other failure nothing was stored
    public <T extends Transaction<C>> T run(Supplier<T> attempts) throws StoreFailure {
        long began = runtime.nanoTime();
        for (int attempt = 1; ; attempt++) {
            T transaction = attempts.get();
            try {
                return connections.with(connection -> attempt(connection, transaction));
            } catch (StoreFailure e) {
                if (e.kind() == StoreFailure.Kind.OUTCOME_UNKNOWN) {
                    transaction.outcomeUnknown(e);
                    uncertain(transaction);
                    throw e;
                }
                if (!again(e, attempt, began)) {
                    throw e;
                }
            }
        }
    }

    private boolean again(StoreFailure failure, int attempt, long began) {
        return switch (failure.kind()) {
            case LOCKED -> runtime.nanoTime() - began < lockedFor.toNanos();
            case CONNECTION_LOST, CONTENTION -> attempt < TRIES_MAX;
            case TIMEOUT, NO_CONNECTION, REFUSED, OUTCOME_UNKNOWN, DEFECT -> false;
        };
    }

    private <T extends Transaction<C>> T attempt(C connection, T transaction) throws StoreFailure {
        try {
            transaction.decide(connection);
            Turn turn = transaction.turn();
            turn.take();
            try {
                commit(connection, transaction);
            } finally {
                turn.release();
            }
            return transaction;
        } catch (StoreFailure | RuntimeException e) {
            rollBack(connection, transaction, e);
            throw e;
        } catch (Error e) {
            // The connection cannot be used again: the server may still be sending the rest of an answer.
            connections.discard(connection);
            throw e;
        }
    }

    private void commit(C connection, Transaction<C> transaction) throws StoreFailure {
        try {
            transaction.commit(connection);
            publish(transaction);
        } catch (Error e) {
            uncertain(transaction);
            throw e;
        }
    }

    private void publish(Transaction<C> transaction) {
        transaction.committed();
        List<ChatEvent> happened = transaction.events();
        if (!happened.isEmpty()) {
            guarded(() -> events.committed(happened));
        }
        transaction.complete();
    }

    private void uncertain(Transaction<C> transaction) {
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

    private void rollBack(C connection, Transaction<C> transaction, Exception failure) {
        try {
            transaction.rollBack(connection);
        } catch (StoreFailure e) {
            failure.addSuppressed(e);
            connections.discard(connection);
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
