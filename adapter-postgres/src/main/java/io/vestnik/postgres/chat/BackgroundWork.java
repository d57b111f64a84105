package io.vestnik.postgres.chat;

import io.vestnik.application.FatalErrors;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The store's deferred work, done in pieces by a thread of its own.
///
/// A piece is a short transaction outside any writer's turn. After each piece the thread pauses for as long as the
/// piece took, at most 1 s, so deferred work normally uses at most half of one connection. Every node runs this thread;
/// a task itself prevents two nodes from doing the same piece. No state is only in memory: a killed process loses only
/// its current piece, which was not committed. An `Error` ends the thread and is reported.
public final class BackgroundWork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundWork.class);

    /// How often idle background work looks for new work: work that this node deferred, or that another node left.
    private static final Duration CHECK_EVERY = Duration.ofSeconds(5);

    /// The minimum pause after a piece of work. It lets a waiting ordinary transaction go first even after a piece that
    /// took no time.
    private static final Duration PAUSE_MIN = Duration.ofMillis(2);

    private static final Duration PAUSE_MAX = Duration.ofSeconds(1);

    /// How long [#close] waits for the current piece of work; longer than the time-out of a statement.
    private static final Duration END_WITHIN = Duration.ofSeconds(20);

    /// One kind of deferred work.
    @FunctionalInterface
    interface Task {
        /// Does one bounded piece of the work, in one short transaction.
        ///
        /// @return whether a piece was done; if so, there may be more work
        boolean next();
    }

    private final List<Task> tasks;
    private final FatalErrors fatal;
    private final Semaphore woken = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    /// @param fatal receives an error that ends the work
    public BackgroundWork(List<Task> tasks, FatalErrors fatal) {
        this.tasks = tasks;
        this.fatal = fatal;
        this.thread = Thread.ofPlatform().name("vestnik-background").daemon().start(this::run);
    }

    /// Wakes the idle thread before [#CHECK_EVERY] is over. The thread then looks for work or, after [#close], ends.
    void wake() {
        woken.release();
    }

    private void run() {
        try {
            while (!closed) {
                long began = System.nanoTime();
                boolean more = onePieceOfEach();
                if (more) {
                    pause(System.nanoTime() - began);
                } else {
                    boolean unused = woken.tryAcquire(CHECK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
                    woken.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            fatal.report("background-work", e);
        }
    }

    private boolean onePieceOfEach() {
        boolean more = false;
        for (Task task : tasks) {
            if (!closed) {
                more |= piece(task);
            }
        }
        return more;
    }

    private static boolean piece(Task task) {
        try {
            return task.next();
        } catch (RuntimeException e) {
            LOG.warn("event=deferred_work_delayed cause=\"{}\"", e.toString());
            return false;
        }
    }

    private void pause(long tookNanos) throws InterruptedException {
        long pause = Math.clamp(tookNanos, PAUSE_MIN.toNanos(), PAUSE_MAX.toNanos());
        TimeUnit.NANOSECONDS.sleep(pause);
    }

    /// Returns when the current piece of work is done, or after 20 s.
    @Override
    public void close() {
        closed = true;
        wake();
        try {
            if (!thread.join(END_WITHIN)) {
                LOG.error("event=deferred_work_hangs seconds={}", END_WITHIN.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
