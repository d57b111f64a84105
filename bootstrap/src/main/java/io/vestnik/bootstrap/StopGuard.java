package io.vestnik.bootstrap;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a command has started or made, and what must not stay when the command ends: a database, or an incomplete file.
/// It is stopped by [#close], or by a shutdown hook if a signal ends the process earlier. The server has a hook of its
/// own, which first finishes the accepted requests.
final class StopGuard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StopGuard.class);
    /// How long the end of a process waits for a start in progress, which ends after its current step. The longest step
    /// is the start of PostgreSQL after a crash; most steps take less than a second.
    static final Duration STEP_PATIENCE = Duration.ofSeconds(EmbeddedDatabase.START_SECONDS_MAX);

    private final Terminal terminal;
    private final StartedParts parts = new StartedParts();

    /// Held during a start, so that the hook stops what is being started.
    private final ReentrantLock starts = new ReentrantLock();

    private final Thread hook = Thread.ofPlatform().name("stop").unstarted(this::interrupted);

    /// Makes a guard and registers its shutdown hook.
    ///
    /// @throws StoppedException if the process is already ending
    StopGuard(Terminal terminal) {
        this.terminal = terminal;
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            throw new StoppedException(e);
        }
    }

    /// Starts something.
    ///
    /// @param stop is called once, by [#close] or by the shutdown hook, after what was started later has been stopped
    /// @throws StoppedException if the process is already ending; nothing is left started
    <T> T start(Supplier<T> start, Consumer<? super T> stop) {
        starts.lock();
        try {
            if (parts.stopping()) {
                throw new StoppedException(null);
            }
            T started = start.get();
            parts.started(() -> stop.accept(started));
            return started;
        } finally {
            starts.unlock();
        }
    }

    /// The action of the shutdown hook.
    void interrupted() {
        terminal.interrupt();
        boolean started = false;
        try {
            started = starts.tryLock(STEP_PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (!started) {
                LOG.error("event=start_hangs seconds={}", STEP_PATIENCE.toSeconds());
            }
            parts.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (started) {
                starts.unlock();
            }
        }
    }

    /// Stops everything, the latest start first, and removes the shutdown hook. A second call has no effect.
    @Override
    public void close() {
        parts.stop();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("event=shutdown_in_progress");
        }
    }
}
