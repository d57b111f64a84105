package io.vestnik.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A listener that keeps the received frames in order, for callers that wait for a certain frame.
///
/// Keeps the last {@value #KEPT_MAX} frames and drops older ones. Thread-safe.
public final class Inbox implements LiveSocket.Listener {

    /// The maximum number of kept frames, enough for any test and any bot. 100,000 messages take about 50 MB.
    public static final int KEPT_MAX = 100_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Deque<ServerFrame> kept = new ArrayDeque<>();
    private long forgotten;
    private long taken;
    private @Nullable Closed closed;

    @Override
    public void frame(ServerFrame frame) {
        lock.lock();
        try {
            if (kept.size() == KEPT_MAX) {
                kept.removeFirst();
                forgotten++;
            }
            kept.addLast(frame);
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void closed(Closed how) {
        lock.lock();
        try {
            closed = how;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// All kept frames, oldest first, including those that {@link #take} has returned.
    public List<ServerFrame> all() {
        lock.lock();
        try {
            return List.copyOf(kept);
        } finally {
            lock.unlock();
        }
    }

    /// All kept frames of one type, oldest first, including those that {@link #take} has returned.
    public <T extends ServerFrame> List<T> all(Class<T> type) {
        return all().stream().filter(type::isInstance).map(type::cast).toList();
    }

    /// Waits for a frame of the given type that matches `wanted`, and returns it. The search begins after the frame
    /// that the previous call returned. Frames that the search skips are not returned by later calls either.
    ///
    /// @throws AssertionError if no such frame arrives in time, or if the connection ends before; the message lists the
    ///     received frames
    public <T extends ServerFrame> T take(Class<T> type, Predicate<? super T> wanted, Duration within) {
        long left = within.toNanos();
        lock.lock();
        try {
            long looked = Math.max(taken, forgotten);
            while (true) {
                List<ServerFrame> now = new ArrayList<>(kept);
                for (long at = Math.max(looked, forgotten); at < forgotten + now.size(); at++) {
                    ServerFrame frame = now.get((int) (at - forgotten));
                    if (type.isInstance(frame) && wanted.test(type.cast(frame))) {
                        taken = at + 1;
                        return type.cast(frame);
                    }
                }
                looked = forgotten + now.size();
                if (closed != null || left <= 0) {
                    throw new AssertionError("no such " + type.getSimpleName()
                            + (closed == null ? " within " + within : ", " + closed) + "; received: "
                            + now.subList((int) Math.max(0, Math.min(taken - forgotten, now.size())), now.size()));
                }
                left = arrived.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + type.getSimpleName(), e);
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the next frame of a type.
    public <T extends ServerFrame> T take(Class<T> type, Duration within) {
        return take(type, any -> true, within);
    }

    /// Waits for the end of the connection.
    ///
    /// @throws AssertionError if the connection is still open after the given time
    public Closed awaitClosed(Duration within) {
        lock.lock();
        try {
            long left = TimeUnit.NANOSECONDS.convert(within);
            while (closed == null) {
                if (left <= 0) {
                    throw new AssertionError("still open after " + within + "; received: " + kept);
                }
                left = arrived.awaitNanos(left);
            }
            return closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the end", e);
        } finally {
            lock.unlock();
        }
    }
}
