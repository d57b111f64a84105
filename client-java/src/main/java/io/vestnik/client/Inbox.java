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

/// A listener that keeps what came, in order, for somebody who wants to wait for it.
///
/// It keeps the last {@value #KEPT_MAX} frames and forgets older ones. Safe for many threads.
public final class Inbox implements LiveSocket.Listener {

    /// Enough for any test and any bot's backlog; 100,000 messages are some 50 MB.
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

    /// Everything kept so far, oldest first, looked at or not.
    public List<ServerFrame> all() {
        lock.lock();
        try {
            return List.copyOf(kept);
        } finally {
            lock.unlock();
        }
    }

    /// What is kept of one kind, oldest first.
    public <T extends ServerFrame> List<T> all(Class<T> type) {
        return all().stream().filter(type::isInstance).map(type::cast).toList();
    }

    /// The first frame of a kind that pleases, among those that came since the last one taken; frames before it are
    /// passed over and not seen by later calls.
    ///
    /// @throws AssertionError when none came in time or the connection ended before, with what did come
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
                            + (closed == null ? " within " + within : ", " + closed) + "; came: "
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

    /// The next of a kind, whatever it says.
    public <T extends ServerFrame> T take(Class<T> type, Duration within) {
        return take(type, any -> true, within);
    }

    /// How the connection ended.
    ///
    /// @throws AssertionError when it is still open after that time
    public Closed awaitClosed(Duration within) {
        lock.lock();
        try {
            long left = TimeUnit.NANOSECONDS.convert(within);
            while (closed == null) {
                if (left <= 0) {
                    throw new AssertionError("still open after " + within + "; came: " + kept);
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
