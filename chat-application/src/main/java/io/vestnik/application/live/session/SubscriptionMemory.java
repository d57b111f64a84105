package io.vestnik.application.live.session;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.EventSinkClosedException;
import io.vestnik.application.live.LiveMemoryFullException;
import io.vestnik.application.runtime.NodeRuntime;
import java.time.Duration;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The memory of the subscriptions of all connected users, counted by user.
///
/// When the budget is full, the user with the most bytes is evicted; if several users have the most bytes, the user
/// among them who connected last. So a user is refused or evicted only in favour of users with at most as many chats.
/// The memory of all chats of a connecting user is reserved before the first subscription is made. A chat that the user
/// joins later is counted at once. If it does not fit, the bytes exceed the budget until the subscriptions of an
/// evicted user have ended.
///
/// Thread-safe, by one lock. Event loops take the lock too, so nothing blocks while it is held. Each change takes
/// logarithmic time in the number of users.
public final class SubscriptionMemory {
    /// The memory that is counted for a subscription, in bytes. It includes the user's entry for the chat and a share
    /// of the feed.
    static final int BYTES = 512;

    /// How long a connecting user waits for the memory of evicted users. Their subscriptions end within milliseconds,
    /// unless the event loops are far behind.
    static final Duration WAIT_MAX = Duration.ofSeconds(10);

    private final MemoryBudget budget;
    private final Duration waitMax;
    private final NodeRuntime runtime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    /// The holdings that have bytes and are not evicted. The last holding is evicted next.
    private final TreeSet<Holding> holdings = new TreeSet<>(
            Comparator.<Holding>comparingLong(holding -> holding.bytes).thenComparingLong(holding -> holding.number));
    /// The bytes of evicted users that are not released yet.
    private long leaving;
    private long opened;

    /// @param budget the budget of the subscriptions of all users
    public SubscriptionMemory(MemoryBudget budget, NodeRuntime runtime) {
        this(budget, WAIT_MAX, runtime);
    }

    SubscriptionMemory(MemoryBudget budget, Duration waitMax, NodeRuntime runtime) {
        this.budget = budget;
        this.waitMax = waitMax;
        this.runtime = runtime;
    }

    /// Adds a user without subscriptions.
    ///
    /// @param evict ends the user's subscriptions; called at most once, under the lock, so it must not block
    Holding open(Runnable evict) {
        lock.lock();
        try {
            return new Holding(opened++, evict);
        } finally {
            lock.unlock();
        }
    }

    /// Returns the number of users with subscriptions who are not evicted. For tests.
    int users() {
        lock.lock();
        try {
            return holdings.size();
        } finally {
            lock.unlock();
        }
    }

    private boolean exceededWith(long bytes) {
        return budget.bytesTaken() - leaving + bytes > budget.bytesMax();
    }

    private void evictLargest() {
        Holding largest = holdings.removeLast();
        largest.evicted = true;
        leaving += largest.bytes;
        largest.evict.run();
    }

    /// The memory of one user's subscriptions. Thread-safe.
    public final class Holding {
        private final long number;
        private final Runnable evict;
        /// The number of subscriptions that are reserved and not made yet.
        private final AtomicInteger reserved = new AtomicInteger();

        private long bytes;
        private boolean evicted;

        private Holding(long number, Runnable evict) {
            this.number = number;
            this.evict = evict;
        }

        /// Reserves the memory of a number of subscriptions. If the budget is full, evicts users with more bytes and
        /// waits until their bytes are released.
        ///
        /// @throws LiveMemoryFullException if no other user has more bytes than this user would have, if too few bytes
        ///     were released within [#WAIT_MAX], or if this user was evicted; then no memory is reserved
        public void reserve(int subscriptions) {
            long more = (long) subscriptions * BYTES;
            lock.lock();
            try {
                long left = waitMax.toNanos();
                while (more > 0 && !take(more)) {
                    if (left <= 0 || !makeRoom(more)) {
                        throw new LiveMemoryFullException(budget.name(), more);
                    }
                    left = runtime.awaitNanos(lock, released, left);
                }
                reserved.addAndGet(subscriptions);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EventSinkClosedException();
            } finally {
                lock.unlock();
            }
        }

        private boolean take(long more) {
            if (evicted || !budget.reserve(more)) {
                return false;
            }
            changed(more);
            return true;
        }

        /// @return false if this user would have the most bytes, or was evicted
        private boolean makeRoom(long more) {
            while (!evicted && exceededWith(more)) {
                if (holdings.isEmpty() || holdings.last().bytes <= bytes + more) {
                    return false;
                }
                evictLargest();
            }
            return !evicted;
        }

        /// Releases the memory of reserved subscriptions that were not made.
        public void releaseUnused() {
            release(reserved.getAndSet(0));
        }

        /// Counts a subscription that was made. If it was not reserved and does not fit, evicts the users with the most
        /// bytes, possibly this user.
        void added() {
            if (reserved.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                return;
            }
            lock.lock();
            try {
                budget.reserveAnyway(BYTES);
                changed(BYTES);
                while (exceededWith(0) && !holdings.isEmpty()) {
                    evictLargest();
                }
            } finally {
                lock.unlock();
            }
        }

        /// Releases the memory of a subscription that has ended.
        void removed() {
            release(1);
        }

        private void release(int subscriptions) {
            if (subscriptions == 0) {
                return;
            }
            long less = (long) subscriptions * BYTES;
            lock.lock();
            try {
                budget.release(less);
                changed(-less);
                if (evicted && bytes == 0) {
                    released.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }

        private void changed(long by) {
            assert lock.isHeldByCurrentThread() : "the bytes are guarded by the lock";
            if (evicted) {
                leaving += by;
                bytes += by;
                return;
            }
            holdings.remove(this);
            bytes += by;
            if (bytes > 0) {
                holdings.add(this);
            }
        }
    }
}
