package io.vestnik.postgres;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The store's deferred work, done piece by piece in one thread of its own.
///
/// Pieces are short transactions, outside of any writer's turn. After each piece the thread pauses for as long as the
/// piece took, so that deferred work uses at most half of one connection. Every node runs this; a task makes sure
/// itself that nodes do not do the same piece twice. Nothing is remembered in memory only: a killed process loses the
/// piece in hand, which was not committed.
final class BackgroundWork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundWork.class);

    /// Work that another node left behind, or that was deferred without [#wake], is found after this long.
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    /// Lets a waiting transaction of ordinary work go first even where a piece took no time.
    private static final Duration PAUSE_MIN = Duration.ofMillis(2);

    private static final Duration PAUSE_MAX = Duration.ofSeconds(1);

    /// Longer than the statement time-out of the piece in hand.
    private static final Duration END_WITHIN = Duration.ofSeconds(20);

    /// One kind of deferred work.
    @FunctionalInterface
    interface Task {
        /// Does one bounded piece.
        ///
        /// @return whether a piece was done, so that there may be more
        boolean next();
    }

    private final List<Task> tasks;
    private final Semaphore woken = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    BackgroundWork(List<Task> tasks) {
        this.tasks = tasks;
        this.thread = Thread.ofPlatform().name("vestnik-background").daemon().start(this::run);
    }

    /// Work was deferred: it is begun at once instead of at the next look.
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
                    boolean unused = woken.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
                    woken.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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

    /// Returns when the piece in hand is done.
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
