package io.vestnik.bootstrap;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The started parts of a process, which are stopped in the reverse order of their start. Another thread may stop them
/// at any time, even while more parts are being started.
final class StartedParts {
    private static final Logger LOG = LoggerFactory.getLogger(StartedParts.class);

    /// Held while parts are stopped: two threads must not stop a part and the parts that depend on it at the same time.
    private final ReentrantLock stops = new ReentrantLock();

    /// The started parts, the latest one first. The monitor of this deque guards the deque and `stopping`.
    private final Deque<Part> parts = new ArrayDeque<>();

    private volatile boolean stopping;

    /// A part of the process that can be stopped.
    @FunctionalInterface
    interface Part {
        void stop();
    }

    /// Registers a part that has just been started.
    ///
    /// @throws StoppedException if [#stop] was already called; `part` is stopped before the exception is thrown
    void started(Part part) {
        synchronized (parts) {
            if (!stopping) {
                parts.push(part);
                return;
            }
        }
        stop(part);
        throw new StoppedException(null);
    }

    /// Whether [#stop] was called.
    boolean stopping() {
        return stopping;
    }

    /// Stops all parts and prevents later registrations. A second call has no effect.
    void stop() {
        synchronized (parts) {
            stopping = true;
        }
        stopStarted();
    }

    /// Stops the registered parts after a failed start. Parts may still be registered later.
    void stopStarted() {
        stops.lock();
        try {
            for (Part part = last(); part != null; part = last()) {
                stop(part);
            }
        } finally {
            stops.unlock();
        }
    }

    private @Nullable Part last() {
        synchronized (parts) {
            return parts.poll();
        }
    }

    private static void stop(Part part) {
        try {
            part.stop();
        } catch (RuntimeException e) {
            LOG.error("event=stop_failed", e);
        }
    }
}
