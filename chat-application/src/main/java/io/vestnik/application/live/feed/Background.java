package io.vestnik.application.live.feed;

import io.vestnik.application.FatalErrors;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.application.runtime.Timer;
import io.vestnik.domain.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The timer and the clock of a node's live delivery, and the threads on which live delivery reads the store, so that
/// no event loop waits for the store.
///
/// An exception in a task is logged; an `Error` is reported and ends live delivery. Thread-safe.
public final class Background implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Background.class);
    private static final String TIMER = "live-timer";
    /// The pause before the repetition of a read that the store did not answer.
    private static final Duration RETRY_AFTER = Duration.ofMillis(500);

    private final NodeRuntime runtime;
    private final Timer timer;
    private final Duration retryAfterFailure;
    private final FatalErrors failure;
    private volatile boolean stopping;

    /// @param retryAfterFailure the pause before a read that failed unexpectedly is repeated
    /// @param failure receives an `Error` of a task
    public Background(Duration retryAfterFailure, NodeRuntime runtime, FatalErrors failure) {
        this.runtime = runtime;
        this.retryAfterFailure = retryAfterFailure;
        this.failure = failure;
        timer = runtime.newTimer(TIMER);
    }

    /// A monotonic clock, in nanoseconds.
    public long nanoTime() {
        return runtime.nanoTime();
    }

    /// Waits until a future has ended in any way, or the thread is interrupted. An interrupt stays set.
    ///
    /// @param max the maximum wait
    void await(Future<?> done, Duration max) {
        try {
            boolean unused = runtime.await(done, max);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Runs a task once after a delay. A call after [#stop] has no effect.
    public void schedule(Duration delay, Runnable task) {
        if (!stopping) {
            timer.schedule(delay, () -> guarded(TIMER, task));
        }
    }

    /// Runs a task repeatedly, with the pause `every` before each run, until this object is closed.
    public void repeat(Duration every, Runnable task) {
        timer.repeat(every, () -> guarded(TIMER, task));
    }

    /// Runs a task on a thread of its own.
    public void start(String name, Runnable task) {
        runtime.start(name, () -> guarded(name, task));
    }

    /// Runs a task after a stage has ended. An exception or `Error` of the task, which the stage would swallow, is
    /// logged or reported. An `Error` with which the stage itself failed is reported like an `Error` of the task.
    ///
    /// @param failure the exception of the stage; null if the stage succeeded
    public void afterStage(String name, @Nullable Throwable failure, Runnable task) {
        guarded(name, () -> {
            task.run();
            if (cause(failure) instanceof Error error) {
                throw error;
            }
        });
    }

    /// Returns the failure of a stage, without the [CompletionException] that may wrap it.
    public static @Nullable Throwable cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    private void guarded(String name, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("event=task_failed name={}", name, e);
        } catch (Throwable e) {
            failure.report(name, e);
        }
    }

    /// Runs a read of the store on a thread of its own. After an exception the read is repeated, with a pause before
    /// each repetition.
    public void read(Runnable read) {
        start("live-repair", () -> {
            try {
                read.run();
            } catch (StoreUnavailableException e) {
                LOG.warn("event=repair_delayed cause=\"{}\"", e.getMessage());
                schedule(RETRY_AFTER, () -> read(read));
            } catch (RuntimeException e) {
                LOG.error("event=repair_failed", e);
                schedule(retryAfterFailure, () -> read(read));
            }
        });
    }

    /// Ignores all later calls of [#schedule].
    public void stop() {
        stopping = true;
    }

    @Override
    public void close() {
        stop();
        timer.close();
    }
}
