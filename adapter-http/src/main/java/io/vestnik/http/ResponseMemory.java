package io.vestnik.http;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Divides the memory of large responses among users.
///
/// A request that finds no memory waits, since most responses end within milliseconds. After [#WAIT_MAX] the request is
/// refused. Memory that becomes free goes to the waiting user who holds the least memory. If no memory is free, slow
/// responses are cut for that user: the server closes the connection of a response that its client would not read
/// within [#TAKEN_WITHIN]. The first response to be cut is the slowest response of the user who holds the most memory.
/// A response is never cut for a waiting user who holds as much memory as the user of the response, or more.
///
/// Thread-safe, by one lock. Connections are closed outside the lock.
final class ResponseMemory {
    /// How long a request waits for memory. Most clients wait about this long for a response that makes no progress.
    static final Duration WAIT_MAX = Duration.ofSeconds(5);

    /// A response that its client reads within this time is never cut. The time is shorter than [#WAIT_MAX]. Therefore,
    /// while a request waits, each earlier response is either read completely or becomes slow enough to be cut.
    static final Duration TAKEN_WITHIN = Duration.ofSeconds(4);

    /// The age of a response from which its pace counts. The client of a younger response may still be waiting for its
    /// network.
    static final Duration PACE_AFTER = Duration.ofSeconds(1);

    /// How often a waiting request looks for responses that have become slow.
    private static final Duration CHECK_EVERY = Duration.ofMillis(100);

    /// The divisor for the part of the memory that one user may hold: a quarter, so that slow devices of one user leave
    /// memory for other users.
    static final int USER_SHARE = 4;

    /// The maximum number of requests that wait for memory, over all users. The number is bounded because each waiting
    /// request has a thread, and because all waiting requests are compared whenever memory is released.
    static final int WAITING_MAX = 256;

    private final MemoryBudget budget;
    private final Duration waitMax;
    private final LongSupplier nanoTime;
    private final Runnable onCut;
    private final long userBytesMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UserId, Holder> holders = new HashMap<>();
    /// The waiting requests, in the order of arrival.
    private final Set<Waiter> waiting = new LinkedHashSet<>();
    /// The number of bytes that responses of all users still hold after they were cut.
    private long leaving;

    /// @param onCut called for each response that is cut
    ResponseMemory(MemoryBudget budget, Runnable onCut) {
        this(budget, WAIT_MAX, System::nanoTime, onCut);
    }

    /// @param nanoTime the clock that measures the pace of responses, in nanoseconds
    ResponseMemory(MemoryBudget budget, Duration waitMax, LongSupplier nanoTime, Runnable onCut) {
        this.budget = budget;
        this.waitMax = waitMax;
        this.nanoTime = nanoTime;
        this.onCut = onCut;
        this.userBytesMax = Math.max(1, budget.bytesMax() / USER_SHARE);
    }

    /// The client that reads a response.
    interface Reader {
        /// The number of bytes written to the connection so far, including earlier responses.
        long bytesTaken();

        /// Closes the connection.
        void cut();
    }

    /// The responses of one user. Removed when the user has no response and no waiting request.
    private static final class Holder {
        private final Set<Share> shares = new LinkedHashSet<>();
        private int waiting;
        private long bytes;
        /// The number of bytes that responses of this user still hold after they were cut.
        private long leaving;
        private long bytesWaiting;

        private long staying() {
            return bytes - leaving;
        }

        private long load() {
            return bytes + bytesWaiting;
        }
    }

    /// A request that waits for memory.
    private final class Waiter {
        private final UserId user;
        private final Holder holder;
        private final long bytes;
        private final Condition decided = lock.newCondition();
        private Optional<Share> share = Optional.empty();

        private Waiter(UserId user, Holder holder, long bytes) {
            this.user = user;
            this.holder = holder;
            this.bytes = bytes;
        }

        private boolean fitsUser() {
            return holder.bytes + bytes <= userBytesMax;
        }
    }

    /// Takes memory for a response; waits if no memory is free.
    ///
    /// @param bytes the maximum size of the response; a value beyond a user's share counts as the share
    /// @return the memory; empty if no memory was free within [#WAIT_MAX], if too many requests wait, or if the server
    ///     shuts down
    Optional<Share> take(UserId user, long bytes) {
        long until = System.nanoTime() + waitMax.toNanos();
        Waiter waiter = enter(user, Math.min(bytes, userBytesMax));
        try {
            do {
                cutFor(waiter).forEach(Reader::cut);
            } while (waits(waiter, until));
        } catch (InterruptedException e) {
            // The server shuts down.
            Thread.currentThread().interrupt();
        }
        return leave(waiter);
    }

    private Waiter enter(UserId user, long bytes) {
        lock.lock();
        try {
            Waiter waiter = new Waiter(user, holders.computeIfAbsent(user, id -> new Holder()), bytes);
            waiter.holder.waiting++;
            waiter.holder.bytesWaiting += bytes;
            waiting.add(waiter);
            grant();
            if (waiting.size() > WAITING_MAX) {
                refuseOne();
            }
            return waiter;
        } finally {
            lock.unlock();
        }
    }

    /// Refuses the newest waiting request of one user: the user with the most bytes, held and requested together.
    private void refuseOne() {
        Waiter refused = null;
        for (Waiter each : waiting) {
            if (refused == null || each.holder.load() >= refused.holder.load()) {
                refused = each;
            }
        }
        if (refused != null) {
            waiting.remove(refused);
            refused.decided.signal();
        }
    }

    /// Waits until the request has its memory or is refused, or until it is time to look for slow responses again.
    ///
    /// @return whether to go on waiting
    private boolean waits(Waiter waiter, long until) throws InterruptedException {
        lock.lock();
        try {
            long left = until - System.nanoTime();
            long pause = Math.min(left, CHECK_EVERY.toNanos());
            while (pause > 0 && waiting.contains(waiter)) {
                pause = waiter.decided.awaitNanos(pause);
            }
            return left > 0 && waiting.contains(waiter);
        } finally {
            lock.unlock();
        }
    }

    private Optional<Share> leave(Waiter waiter) {
        lock.lock();
        try {
            boolean undecided = waiting.remove(waiter);
            waiter.holder.waiting--;
            waiter.holder.bytesWaiting -= waiter.bytes;
            removeIfUnused(waiter.user, waiter.holder);
            if (undecided) {
                // Requests that waited behind this request may now get memory.
                grant();
            }
            return waiter.share;
        } finally {
            lock.unlock();
        }
    }

    /// Returns the number of waiting requests. For tests.
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /// Returns the number of users with responses or waiting requests. For tests.
    int users() {
        lock.lock();
        try {
            return holders.size();
        } finally {
            lock.unlock();
        }
    }

    private void removeIfUnused(UserId user, Holder holder) {
        if (holder.waiting == 0 && holder.shares.isEmpty()) {
            holders.remove(user, holder);
        }
    }

    /// Returns the waiting request that is served next. Skips requests that would exceed the share of their user.
    private Optional<Waiter> next() {
        Waiter next = null;
        for (Waiter each : waiting) {
            if (each.fitsUser() && (next == null || each.holder.bytes < next.holder.bytes)) {
                next = each;
            }
        }
        return Optional.ofNullable(next);
    }

    /// Gives memory to waiting requests. If the next request does not fit, no other request overtakes it; otherwise it
    /// could wait forever.
    private void grant() {
        for (Optional<Waiter> next = next(); next.isPresent(); next = next()) {
            Waiter waiter = next.get();
            Optional<MemoryBudget.Lease> lease = budget.take(waiter.bytes);
            if (lease.isEmpty()) {
                return;
            }
            waiting.remove(waiter);
            waiter.decided.signal();
            waiter.share = Optional.of(new Share(waiter, lease.get()));
        }
    }

    /// Chooses the responses that are cut for a request. Chooses none if another request is served first.
    private List<Reader> cutFor(Waiter waiter) {
        List<Reader> cut = new ArrayList<>();
        lock.lock();
        try {
            if (next().filter(waiter::equals).isPresent()) {
                long now = nanoTime.getAsLong();
                Optional<Share> slowest = Optional.empty();
                do {
                    slowest = budget.bytesTaken() - leaving + waiter.bytes > budget.bytesMax()
                            ? slowest(now, waiter.holder.staying())
                            : Optional.empty();
                    slowest.ifPresent(share -> cut.add(share.chosen()));
                } while (slowest.isPresent());
            }
        } finally {
            lock.unlock();
        }
        return cut;
    }

    /// Returns the slow response that is cut first.
    ///
    /// @param than only responses of users who hold more than this number of bytes are considered
    private Optional<Share> slowest(long now, long than) {
        return holders.values().stream()
                .filter(holder -> holder.staying() > than)
                .flatMap(holder -> holder.shares.stream())
                .filter(share -> share.isSlow(now))
                .max(Comparator.<Share>comparingLong(share -> share.holder.staying())
                        .thenComparingDouble(share -> share.nanosToTake(now)));
    }

    /// A response that is written to its client.
    private record Writing(Reader reader, long bytes, long takenBefore, long sinceNanos) {}

    /// The memory of one response. Used by one thread; other threads may cut the response.
    final class Share implements AutoCloseable {
        private final UserId user;
        private final Holder holder;
        private final MemoryBudget.Lease lease;
        private Optional<Writing> writing = Optional.empty();
        private boolean cut;

        private Share(Waiter waiter, MemoryBudget.Lease lease) {
            this.user = waiter.user;
            this.holder = waiter.holder;
            this.lease = lease;
            holder.shares.add(this);
            holder.bytes += lease.bytes();
        }

        /// Releases the memory beyond `bytes`.
        void shrink(long bytes) {
            lock.lock();
            try {
                long before = lease.bytes();
                if (bytes < before && lease.resize(bytes)) {
                    holder.bytes -= before - bytes;
                    grant();
                }
            } finally {
                lock.unlock();
            }
        }

        /// Starts the measurement of the pace: the server writes the response from now on.
        ///
        /// @param bytes the size of the body
        void writing(Reader reader, long bytes) {
            lock.lock();
            try {
                writing = Optional.of(new Writing(reader, bytes, reader.bytesTaken(), nanoTime.getAsLong()));
            } finally {
                lock.unlock();
            }
        }

        /// Whether the response is older than [#PACE_AFTER] and, at its pace so far, would not be read within
        /// [#TAKEN_WITHIN].
        private boolean isSlow(long now) {
            return !cut
                    && writing.filter(begun -> now - begun.sinceNanos() >= PACE_AFTER.toNanos())
                            .isPresent()
                    && nanosToTake(now) > TAKEN_WITHIN.toNanos();
        }

        /// Returns the time in which the client would read the whole response at its pace so far, in nanoseconds.
        private double nanosToTake(long now) {
            return writing.map(begun -> (double) (now - begun.sinceNanos())
                            * begun.bytes()
                            / Math.max(1, begun.reader().bytesTaken() - begun.takenBefore()))
                    .orElse(0.0);
        }

        private Reader chosen() {
            assert lock.isHeldByCurrentThread() : "the bytes are guarded by the lock";
            cut = true;
            holder.leaving += lease.bytes();
            leaving += lease.bytes();
            onCut.run();
            return writing.orElseThrow().reader();
        }

        /// Releases all memory of the response. A second call has no effect.
        @Override
        public void close() {
            lock.lock();
            try {
                if (holder.shares.remove(this)) {
                    long bytes = lease.bytes();
                    lease.close();
                    holder.bytes -= bytes;
                    if (cut) {
                        holder.leaving -= bytes;
                        leaving -= bytes;
                    }
                    removeIfUnused(user, holder);
                    grant();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
