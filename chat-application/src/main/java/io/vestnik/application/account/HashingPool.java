package io.vestnik.application.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vestnik.application.limit.ClientAddress;
import io.vestnik.application.limit.RememberedKeys;
import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.PasswordAttempt;
import io.vestnik.domain.user.PasswordHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/// Hashes passwords on a few threads of its own, so that a flood of logins takes neither all processors nor the threads
/// that carry messages. Waiting work is bounded in number and time; a caller without a place must retry later.
///
/// Client networks take turns ([FairQueue]), so a flood from one address delays each other address by two hashes at
/// most. Addresses from which a password was right within [#KNOWN_FOR] have a queue of their own, which gets every
/// other turn. So a flood of guesses from many other addresses does not delay them more.
///
/// Thread-safe, by one lock.
public final class HashingPool implements AutoCloseable {
    /// The share of the heap in percent; `docs/operations.md` lists it with those of the other components.
    static final int HEAP_PERCENT = 10;

    /// The work of one thread in a few seconds; users do not wait longer.
    static final int WAITING_MAX = 64;

    /// Most users log in from where they were the day before.
    private static final Duration KNOWN_FOR = Duration.ofDays(7);

    /// After this time the caller has given up, and the work is not started.
    private static final Duration WAIT_MAX = Duration.ofSeconds(5);

    /// In this time about half of a full queue is done.
    static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final PasswordHasher hasher;
    private final ExecutorService threads;
    private final int threadsMax;
    private final Cache<ClientAddress, Boolean> known;

    private final ReentrantLock lock = new ReentrantLock();
    private final FairQueue<FutureTask<?>> ofKnown = new FairQueue<>(WAITING_MAX);
    private final FairQueue<FutureTask<?>> ofOthers = new FairQueue<>(WAITING_MAX);
    private boolean othersNext;
    private int running;
    private boolean closed;

    /// @param threads how many passwords are hashed at a time: half of the processors, which leaves the other half to
    ///     messages
    public HashingPool(PasswordHasher hasher, int threads) {
        this.hasher = hasher;
        this.threadsMax = threads;
        this.threads = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("hashing-", 0).factory());
        this.known = Caffeine.newBuilder()
                .maximumSize(RememberedKeys.ofHeap())
                .expireAfterWrite(KNOWN_FOR)
                .build();
    }

    /// A pool with half of this machine's processors and at most [#HEAP_PERCENT] of the heap.
    ///
    /// @param bytesEach the memory for hashing one password
    public static HashingPool ofThisMachine(PasswordHasher hasher, long bytesEach) {
        Runtime machine = Runtime.getRuntime();
        return new HashingPool(hasher, threads(machine.availableProcessors(), machine.maxMemory(), bytesEach));
    }

    /// How many passwords are hashed at a time; at least one.
    static int threads(int processors, long heapBytes, long bytesEach) {
        long fitting = heapBytes / 100 * HEAP_PERCENT / bytesEach;
        return (int) Math.max(1, Math.min(processors / 2, fitting));
    }

    /// Like [PasswordHasher#hash]; empty when too much work waits or the wait is too long.
    Optional<PasswordHash> hash(Password password, ClientAddress address) {
        return run(() -> hasher.hash(password), address);
    }

    /// Like [PasswordHasher#verify]; empty when too much work waits or the wait is too long.
    Optional<PasswordHasher.Match> verify(PasswordAttempt attempt, Optional<PasswordHash> hash, ClientAddress address) {
        Optional<PasswordHasher.Match> match = run(() -> hasher.verify(attempt, hash), address);
        if (match.isPresent() && match.get() != PasswordHasher.Match.NO) {
            known.put(address, true);
        }
        return match;
    }

    /// The work of one call. An `Error` after the caller has given up goes to the thread's handler of uncaught
    /// exceptions. The thread does not end, since it stands for one of the running tasks.
    private static final class Hashing<T> extends FutureTask<T> {
        Hashing(Callable<T> work) {
            super(work);
        }

        @Override
        protected void setException(Throwable failure) {
            super.setException(failure);
            if (isCancelled() && failure instanceof Error error) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, error);
            }
        }
    }

    private <T> Optional<T> run(Callable<T> work, ClientAddress address) {
        Hashing<T> task = new Hashing<>(work);
        enqueue(task, address);
        try {
            return Optional.of(task.get(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS));
        } catch (CancellationException e) {
            // No place, or lost it to another network.
            return Optional.empty();
        } catch (TimeoutException e) {
            giveUp(task);
            return Optional.empty();
        } catch (InterruptedException e) {
            giveUp(task);
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("hashing failed", e.getCause());
        }
    }

    /// Adds a task, and cancels one for which there is no place.
    private void enqueue(FutureTask<?> task, ClientAddress address) {
        boolean recent = known.getIfPresent(address) != null;
        Optional<FutureTask<?>> dropped;
        lock.lock();
        try {
            dropped = closed ? Optional.of(task) : (recent ? ofKnown : ofOthers).add(task, address);
            if (!closed && running < threadsMax) {
                running++;
                threads.execute(this::runAll);
            }
        } finally {
            lock.unlock();
        }
        dropped.ifPresent(each -> each.cancel(false));
    }

    /// Runs tasks until none waits.
    private void runAll() {
        for (Optional<FutureTask<?>> next = next(); next.isPresent(); next = next()) {
            // An exception or an error is the result of the task.
            next.get().run();
        }
    }

    private Optional<FutureTask<?>> next() {
        lock.lock();
        try {
            FairQueue<FutureTask<?>> first = othersNext ? ofOthers : ofKnown;
            FairQueue<FutureTask<?>> second = othersNext ? ofKnown : ofOthers;
            othersNext = !othersNext;
            Optional<FutureTask<?>> next = first.poll().or(second::poll);
            if (next.isEmpty()) {
                running--;
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /// The number of waiting logins and other work, for tests.
    int waiting() {
        lock.lock();
        try {
            return ofKnown.size() + ofOthers.size();
        } finally {
            lock.unlock();
        }
    }

    private void giveUp(FutureTask<?> task) {
        task.cancel(false);
        lock.lock();
        try {
            ofKnown.remove(task);
            ofOthers.remove(task);
        } finally {
            lock.unlock();
        }
    }

    /// Stops; waiting work is not started.
    @Override
    public void close() {
        List<Future<?>> waiting = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            waiting.addAll(ofKnown.clear());
            waiting.addAll(ofOthers.clear());
        } finally {
            lock.unlock();
        }
        threads.shutdownNow();
        waiting.forEach(task -> task.cancel(false));
    }
}
