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

/// A listener that keeps received frames in order, for callers that wait for one.
///
/// Keeps the last {@value #KEPT_MAX} frames and drops older ones. Safe for many threads.
public final class Inbox implements LiveSocket.Listener {

    /// Enough for any test and any bot's backlog; 100,000 messages take some 50 MB.
    public static final int KEPT_MAX = 100_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition came = lock.newCondition();
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
            came.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void closed(Closed how) {
        lock.lock();
        try {
            closed = how;
            came.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// All kept frames, oldest first, taken or not.
    public List<ServerFrame> all() {
        lock.lock();
        try {
            return List.copyOf(kept);
        } finally {
            lock.unlock();
        }
    }

    /// All kept frames of one type, oldest first.
    public <T extends ServerFrame> List<T> all(Class<T> type) {
        return all().stream().filter(type::isInstance).map(type::cast).toList();
    }

    /// The first matching frame of a type after the last one taken. Earlier frames are skipped, and later calls do not
    /// see them.
    ///
    /// @throws AssertionError if none arrived in time or the connection ended before, with the received frames
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
                left = came.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + type.getSimpleName(), e);
        } finally {
            lock.unlock();
        }
    }

    /// The next frame of a type.
    public <T extends ServerFrame> T take(Class<T> type, Duration within) {
        return take(type, any -> true, within);
    }

    /// The end of the connection.
    ///
    /// @throws AssertionError if the connection is still open after that time
    public Closed awaitClosed(Duration within) {
        lock.lock();
        try {
            long left = TimeUnit.NANOSECONDS.convert(within);
            while (closed == null) {
                if (left <= 0) {
                    throw new AssertionError("still open after " + within + "; received: " + kept);
                }
                left = came.awaitNanos(left);
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
