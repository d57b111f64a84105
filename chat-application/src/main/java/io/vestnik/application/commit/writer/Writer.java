package io.vestnik.application.commit.writer;

import io.vestnik.application.FatalErrors;
import io.vestnik.application.commit.BatchRows;
import io.vestnik.application.commit.QueuedChange;
import io.vestnik.application.commit.Transactions;
import io.vestnik.application.commit.Turn;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.domain.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Commits the changes in its queue, batch after batch, in one thread: while one batch is committed, the changes of the
/// next batch gather. A second thread retries the chats whose rows were locked by other transactions.
///
/// There is no timer: an idle writer commits a single change immediately, a busy writer hundreds of changes together.
/// Each chat belongs to one writer of a node, and at any time to one thread of this writer. So the changes of a chat
/// are in at most one uncommitted batch and are committed in the order in which they were submitted.
///
/// An `Error` in either thread, or an unexpected exception, ends the writer: the changes in flight and all later ones
/// fail, and the error is reported.
///
/// @param <C> a connection of the store
final class Writer<C> {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    /// The time between two polls of locks that are held for long.
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final String name;
    private final WorkQueue queue;

    /// A fair lock: a busy writer that releases it after a batch lets a waiting thread take it before the next batch.
    private final ReentrantLock turn = new ReentrantLock(true);

    private final BatchCommitter<C> ordinary;
    private final BatchCommitter<C> aside;
    private final FatalErrors fatal;
    private final AtomicBoolean failed = new AtomicBoolean();

    /// The changes of the batch in flight, which fail if an error ends the writer.
    private volatile List<QueuedChange> inFlight = List.of();

    private volatile List<QueuedChange> inFlightAside = List.of();

    /// @param name the component name in an error report
    /// @param queueBytesMax the maximum size of the waiting changes, in bytes
    Writer(
            String name,
            NodeRuntime runtime,
            long queueBytesMax,
            Transactions<C> transactions,
            BatchRows<C> rows,
            StoreMetrics metrics,
            FatalErrors fatal) {
        this.name = name;
        this.queue = new WorkQueue(runtime, queueBytesMax);
        this.ordinary = new BatchCommitter<>(runtime, transactions, rows, queue, Turn.of(turn), metrics);
        this.aside = new BatchCommitter<>(runtime, transactions, rows, queue, Turn.of(turn), metrics);
        this.fatal = fatal;
    }

    /// The lock behind the writer's turn. It is held while a batch, or a separate change of one of the writer's chats,
    /// is committed and its events are published. The holder waits for no lock of a chat's row.
    Lock turn() {
        return turn;
    }

    void add(QueuedChange write) {
        queue.add(write);
    }

    /// The number of waiting changes.
    int waiting() {
        return queue.size();
    }

    /// Whether the writer has not failed so far.
    boolean alive() {
        return !failed.get();
    }

    /// Refuses new changes. [#commitBatches] and [#retryAside] end when all accepted changes are committed or have
    /// failed.
    void close() {
        queue.close();
    }

    /// Commits batches until the writer is closed or has failed.
    void commitBatches() {
        try {
            List<QueuedChange> batch;
            while ((batch = queue.take()) != null) {
                inFlight = batch;
                boolean unused = ordinary.commit(batch, Optional.empty());
                inFlight = List.of();
            }
        } catch (InterruptedException e) {
            interrupted(e);
        } catch (RuntimeException | Error e) {
            end(e, inFlight);
        } finally {
            queue.finish();
        }
    }

    /// Commits the chats that were set aside, until the writer is closed or has failed.
    void retryAside() {
        try {
            boolean mayWait = true;
            AsideChats.@Nullable Attempt next;
            while ((next = queue.takeAside(mayWait, PAUSE)) != null) {
                inFlightAside = next.writes();
                if (!next.writes().isEmpty()) {
                    // After a wait without success, the next attempt waits for no lock, so that the other chats are
                    // attempted at once.
                    mayWait = !aside.commit(next.writes(), next.waitFor());
                    queue.settle(BatchCommitter.chatsOf(next.writes()));
                }
                inFlightAside = List.of();
                queue.failAside(
                        Transactions.LOCK_MAX,
                        new StoreUnavailableException("committing: the chat's row is locked by another transaction"));
            }
        } catch (InterruptedException e) {
            interrupted(e);
        } catch (RuntimeException | Error e) {
            end(e, inFlightAside);
        }
    }

    private void interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        queue.breakDown(List.of(), new StoreUnavailableException("the writer was interrupted", e));
    }

    /// Ends the writer. If a step of this method fails too, for example because memory is short, the later steps run
    /// nevertheless.
    private void end(Throwable error, List<QueuedChange> writes) {
        boolean first = failed.compareAndSet(false, true);
        attempt(() -> queue.breakDown(writes, new StoreUnavailableException("the store's writer has failed", error)));
        if (first) {
            attempt(() -> fatal.report(name, error));
        }
        attempt(() -> LOG.error("event=writer_failed writer={}", name, error));
    }

    private static void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            // Ignored: the error that ended the writer is reported.
        }
    }
}
