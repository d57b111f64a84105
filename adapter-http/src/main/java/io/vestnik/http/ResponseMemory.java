package io.vestnik.http;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Divides the memory of large responses among users. A request that finds no memory waits, since most responses end
/// within milliseconds; it is refused after [#WAIT_MAX]. Thread-safe, by one lock.
final class ResponseMemory {
    /// How long a request waits for memory: as long as most clients wait without any progress.
    static final Duration WAIT_MAX = Duration.ofSeconds(5);

    /// The divisor for the memory of one user: a quarter, so that slow devices of one user leave memory for other
    /// users.
    static final int USER_SHARE = 4;

    /// The maximum number of requests that wait for memory, over all users. Each waiting request has a thread, and each
    /// is woken when memory is released.
    static final int WAITING_MAX = 256;

    private final MemoryBudget budget;
    private final Duration waitMax;
    private final long userBytesMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private final Map<UserId, Long> byUser = new HashMap<>();
    private int waiting;

    ResponseMemory(MemoryBudget budget) {
        this(budget, WAIT_MAX);
    }

    ResponseMemory(MemoryBudget budget, Duration waitMax) {
        this.budget = budget;
        this.waitMax = waitMax;
        this.userBytesMax = Math.max(1, budget.bytesMax() / USER_SHARE);
    }

    /// Takes memory for a response; waits if there is none.
    ///
    /// @param bytes the maximum size of the response; a value beyond a user's share counts as the share
    /// @return empty if there was no memory within [#WAIT_MAX]
    Optional<Share> take(UserId user, long bytes) {
        long possible = Math.min(bytes, userBytesMax);
        lock.lock();
        try {
            Optional<Share> share = tryTake(user, possible);
            if (share.isPresent() || waiting >= WAITING_MAX) {
                return share;
            }
            waiting++;
            try {
                return await(user, possible);
            } finally {
                waiting--;
            }
        } finally {
            lock.unlock();
        }
    }

    private Optional<Share> await(UserId user, long bytes) {
        long left = waitMax.toNanos();
        Optional<Share> share = Optional.empty();
        try {
            while (share.isEmpty() && left > 0) {
                left = freed.awaitNanos(left);
                share = tryTake(user, bytes);
            }
        } catch (InterruptedException e) {
            // The server shuts down.
            Thread.currentThread().interrupt();
        }
        return share;
    }

    private Optional<Share> tryTake(UserId user, long bytes) {
        long held = byUser.getOrDefault(user, 0L);
        if (held + bytes > userBytesMax) {
            return Optional.empty();
        }
        Optional<MemoryBudget.Lease> lease = budget.take(bytes);
        lease.ifPresent(taken -> byUser.put(user, held + bytes));
        return lease.map(taken -> new Share(user, taken));
    }

    /// The memory of one response. Used by one thread.
    final class Share implements AutoCloseable {
        private final UserId user;
        private final MemoryBudget.Lease lease;

        private Share(UserId user, MemoryBudget.Lease lease) {
            this.user = user;
            this.lease = lease;
        }

        /// Releases the memory beyond `bytes`.
        void shrink(long bytes) {
            lock.lock();
            try {
                long before = lease.bytes();
                if (bytes < before && lease.resize(bytes)) {
                    giveBack(before - bytes);
                }
            } finally {
                lock.unlock();
            }
        }

        /// Releases all memory of the response. A second call has no effect.
        @Override
        public void close() {
            lock.lock();
            try {
                long before = lease.bytes();
                lease.close();
                giveBack(before);
            } finally {
                lock.unlock();
            }
        }

        private void giveBack(long bytes) {
            byUser.computeIfPresent(user, (key, held) -> held > bytes ? (Long) (held - bytes) : null);
            freed.signalAll();
        }
    }
}
