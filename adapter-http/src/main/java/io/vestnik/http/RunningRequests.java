package io.vestnik.http;

import io.vestnik.application.RateLimitedException;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Bounds the concurrent requests of one user, so that one user does not take all database connections. Requests beyond
/// the bound wait in order of arrival. A request runs until its response is written. Thread-safe.
final class RunningRequests {
    /// The maximum number of waiting requests of one user. At this number a new request is refused.
    static final int WAITING_MAX = 256;

    /// How long a request may wait before it is refused: clients expect a response by then.
    static final Duration WAIT_MAX = Duration.ofSeconds(10);

    /// The time after which a refused client may try again. Most requests take milliseconds, so other requests have
    /// ended by then.
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final int runningMax;
    private final Duration waitMax;
    private final Map<UserId, Turns> byUser = new ConcurrentHashMap<>();

    /// @param runningMax the maximum number of concurrent requests of one user; 0 = no bound
    RunningRequests(int runningMax) {
        this(runningMax, WAIT_MAX);
    }

    RunningRequests(int runningMax, Duration waitMax) {
        this.runningMax = runningMax;
        this.waitMax = waitMax;
    }

    /// The turns and the number of requests of a user. A [Turn] is the right of one request to run.
    ///
    /// @param free has a permit for each turn that no request holds
    /// @param present the number of running and waiting requests; a user without requests is removed
    private record Turns(Semaphore free, int present) {
        Turns with(int more) {
            return new Turns(free, present + more);
        }
    }

    /// Waits for a turn, which lasts until the caller closes it.
    ///
    /// @throws RateLimitedException if too many requests of the user wait, if no turn is free within [#WAIT_MAX], or if
    ///     the server shuts down
    Turn enter(UserId user) {
        if (runningMax == 0) {
            return () -> {};
        }
        Semaphore free = arrive(user);
        boolean entered = false;
        try {
            entered = free.tryAcquire(waitMax.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // The server shuts down.
            Thread.currentThread().interrupt();
        } finally {
            if (!entered) {
                leave(user);
            }
        }
        if (!entered) {
            throw new RateLimitedException(RETRY_AFTER);
        }
        return () -> {
            free.release();
            leave(user);
        };
    }

    private Semaphore arrive(UserId user) {
        return byUser.compute(user, (key, turns) -> {
                    if (turns == null) {
                        return new Turns(new Semaphore(runningMax, true), 1);
                    }
                    if (turns.present() >= runningMax + WAITING_MAX) {
                        throw new RateLimitedException(RETRY_AFTER);
                    }
                    return turns.with(1);
                })
                .free();
    }

    private void leave(UserId user) {
        byUser.computeIfPresent(user, (key, turns) -> turns.present() == 1 ? null : turns.with(-1));
    }

    /// The number of users with requests, for tests.
    int users() {
        return byUser.size();
    }

    /// The right of a request to run.
    interface Turn extends AutoCloseable {
        /// Ends the turn.
        @Override
        void close();
    }
}
