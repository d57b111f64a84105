package io.vestnik.application.account;

import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.PasswordAttempt;
import io.vestnik.domain.user.PasswordHash;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Hashes passwords on a few threads of its own, so that a flood of logins takes neither all processors nor the threads
/// that carry messages. The queue is bounded in number and time; a caller without a place must retry later.
public final class HashingPool implements AutoCloseable {
    /// The share of the heap in percent; `docs/operations.md` lists it with those of the other components.
    static final int HEAP_PERCENT = 10;

    /// The work of one thread in a few seconds; users do not wait longer.
    private static final int WAITING_MAX = 64;

    /// After this time the caller has given up, and the work is not started.
    private static final Duration WAIT_MAX = Duration.ofSeconds(5);

    /// In this time about half of a full queue is done.
    static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final PasswordHasher hasher;
    private final ThreadPoolExecutor threads;

    /// @param threads how many passwords are hashed at a time: half of the processors, which leaves the other half to
    ///     messages
    public HashingPool(PasswordHasher hasher, int threads) {
        this.hasher = hasher;
        this.threads = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_MAX),
                Thread.ofPlatform().daemon().name("hashing-", 0).factory());
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

    /// Like [PasswordHasher#hash]; empty when the queue is full or the wait too long.
    Optional<PasswordHash> hash(Password password) {
        return run(() -> hasher.hash(password));
    }

    /// Like [PasswordHasher#verify]; empty when the queue is full or the wait too long.
    Optional<PasswordHasher.Match> verify(PasswordAttempt attempt, Optional<PasswordHash> hash) {
        return run(() -> hasher.verify(attempt, hash));
    }

    /// The work of one call. An `Error` after the caller has given up ends the thread, so that it reaches the handler
    /// of uncaught exceptions.
    private static final class Hashing<T> extends FutureTask<T> {
        Hashing(Callable<T> work) {
            super(work);
        }

        @Override
        protected void setException(Throwable failure) {
            super.setException(failure);
            if (isCancelled() && failure instanceof Error error) {
                throw error;
            }
        }
    }

    private <T> Optional<T> run(Callable<T> work) {
        Hashing<T> future = new Hashing<>(work);
        try {
            threads.execute(future);
        } catch (RejectedExecutionException e) {
            return Optional.empty();
        }
        try {
            return Optional.of(future.get(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            giveUp(future);
            return Optional.empty();
        } catch (InterruptedException e) {
            giveUp(future);
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("hashing failed", e.getCause());
        }
    }

    private void giveUp(Future<?> future) {
        future.cancel(false);
        threads.purge();
    }

    /// Stops; waiting work is not started.
    @Override
    public void close() {
        threads.shutdownNow().forEach(waiting -> {
            if (waiting instanceof Future<?> future) {
                future.cancel(false);
            }
        });
    }
}
