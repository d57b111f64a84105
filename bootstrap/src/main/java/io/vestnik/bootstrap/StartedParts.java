package io.vestnik.bootstrap;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The started parts of a process, which stop in the reverse order of their start. Another thread may stop them at any
/// time, also while further parts start.
final class StartedParts {
    private static final Logger LOG = LoggerFactory.getLogger(StartedParts.class);

    /// Held while parts are stopped, so that two threads do not stop a part and those that it depends on at once.
    private final ReentrantLock stops = new ReentrantLock();

    /// The started parts, the last one first. Guarded by itself, as is `stopping`.
    private final Deque<Part> parts = new ArrayDeque<>();

    private volatile boolean stopping;

    /// A started part.
    @FunctionalInterface
    interface Part {
        void stop();
    }

    /// Registers a started part.
    ///
    /// @throws StoppedException if the parts are being stopped; this one was stopped too
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

    /// Stops all parts; none starts any more. A second call has no effect.
    void stop() {
        synchronized (parts) {
            stopping = true;
        }
        stopStarted();
    }

    /// Stops the parts started so far, after a start that failed.
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
