package io.vestnik.application.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vestnik.application.limit.ClientAddress;
import io.vestnik.application.limit.RememberedKeys;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.application.runtime.WorkerPool;
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
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;

/// Hashes passwords on a few threads of its own, so that a flood of logins takes neither all processors nor the threads
/// that carry messages. The number of waiting calls and their waiting time are bounded; a refused caller retries later.
///
/// Client networks take turns ([FairQueue]), so a flood from one address delays a call from another address by at most
/// two hashes. An address is known if a correct password came from it within [#KNOWN_FOR]. Calls from known addresses
/// wait in a queue of their own, and the pool takes calls from both queues alternately. So a flood from many unknown
/// addresses takes at most every second hash while a call from a known address waits.
///
/// Thread-safe, by one lock.
public final class HashingPool implements AutoCloseable {
    /// The maximum share of the heap for hashing, in percent; `docs/operations.md` lists the shares of all components.
    static final int HEAP_PERCENT = 10;

    /// The maximum number of waiting calls in each queue: the work of one thread for a few seconds, because users do
    /// not wait longer.
    static final int WAITING_MAX = 64;

    /// How long an address counts as known after a correct password. Most users log in from the same address as the day
    /// before.
    private static final Duration KNOWN_FOR = Duration.ofDays(7);

    /// How long a caller waits. After this time the caller gives up, and its hash is not started.
    private static final Duration WAIT_MAX = Duration.ofSeconds(5);

    /// The pause for a refused caller: in this time about half of a full queue is done.
    static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final PasswordHasher hasher;
    private final NodeRuntime runtime;
    private final WorkerPool threads;
    private final int threadsMax;
    private final Cache<ClientAddress, Boolean> known;

    private final ReentrantLock lock = new ReentrantLock();
    private final FairQueue<FutureTask<?>> ofKnown = new FairQueue<>(WAITING_MAX);
    private final FairQueue<FutureTask<?>> ofOthers = new FairQueue<>(WAITING_MAX);
    private boolean othersNext;
    private int running;
    private boolean closed;

    /// @param threads the number of passwords hashed at the same time. If it is half of the number of processors, the
    ///     other half is left to messages
    public HashingPool(PasswordHasher hasher, int threads, NodeRuntime runtime) {
        this.hasher = hasher;
        this.threadsMax = threads;
        this.runtime = runtime;
        this.threads = runtime.newWorkers("hashing-", threads);
        this.known = Caffeine.newBuilder()
                .maximumSize(RememberedKeys.ofHeap())
                .expireAfterWrite(KNOWN_FOR)
                .ticker(runtime::nanoTime)
                .executor(Runnable::run)
                .build();
    }

    /// Creates a pool with half of this machine's processors and at most [#HEAP_PERCENT] percent of the heap.
    ///
    /// @param bytesEach the memory for hashing one password
    public static HashingPool ofThisMachine(PasswordHasher hasher, long bytesEach, NodeRuntime runtime) {
        Runtime machine = Runtime.getRuntime();
        int threads = threads(machine.availableProcessors(), machine.maxMemory(), bytesEach);
        return new HashingPool(hasher, threads, runtime);
    }

    /// How many passwords are hashed at the same time; at least one.
    static int threads(int processors, long heapBytes, long bytesEach) {
        long fitting = heapBytes / 100 * HEAP_PERCENT / bytesEach;
        return (int) Math.max(1, Math.min(processors / 2, fitting));
    }

    /// Like [PasswordHasher#hash]; empty when too much work waits or the wait is too long.
    Optional<PasswordHash> hash(Password password, ClientAddress address) {
        return run(() -> hasher.hash(password), address);
    }

    /// Like [PasswordHasher#verify]; empty when too much work waits or the wait is too long. After a correct password,
    /// the calls from this address wait in the queue of known addresses.
    Optional<PasswordHasher.Match> verify(PasswordAttempt attempt, Optional<PasswordHash> hash, ClientAddress address) {
        Optional<PasswordHasher.Match> match = run(() -> hasher.verify(attempt, hash), address);
        if (match.isPresent() && match.get() != PasswordHasher.Match.NO) {
            known.put(address, true);
        }
        return match;
    }

    /// One hash or comparison. An `Error` that occurs after the caller has given up goes to the thread's handler of
    /// uncaught exceptions. The thread itself goes on. If it ended, it would stay counted as running, and the pool
    /// would have one thread less.
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
            if (!runtime.await(task, WAIT_MAX)) {
                giveUp(task);
                return Optional.empty();
            }
            return Optional.of(task.get());
        } catch (CancellationException e) {
            // The queue had no place for the task, or gave its place to a task of another network.
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

    /// Adds a task to its queue. If the queue is full, cancels the task that is due last; that may be the new task. A
    /// closed pool cancels the new task.
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
            // If the task fails, it keeps the exception or error as its result.
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

    /// The number of waiting tasks, for tests.
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

    /// Stops the pool and cancels the waiting tasks.
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
        threads.close();
        waiting.forEach(task -> task.cancel(false));
    }
}
