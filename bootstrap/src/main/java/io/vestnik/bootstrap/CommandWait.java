package io.vestnik.bootstrap;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Repeats the start of a server's database while a command such as a backup uses it: an operator starts the server
/// again after a maintenance, and does not know that the nightly backup has just begun.
///
/// @param max how long the start is repeated
/// @param stopping whether the server is being stopped, which ends the wait
record CommandWait(Duration max, BooleanSupplier stopping) {
    /// The maximum for a server. A supervisor that restarts the server continues the wait, so the maximum does not have
    /// to be as long as the longest backup.
    static final Duration MAX = Duration.ofMinutes(5);

    private static final Duration PAUSE = Duration.ofMillis(200);

    /// Starts the database.
    ///
    /// @param waiting called once, before the first pause
    /// @throws DatabaseInUseException if a command still uses the database at the end
    /// @throws StoppedException if the server is being stopped
    <T> T start(Supplier<T> start, Runnable waiting) {
        long begin = System.nanoTime();
        boolean reported = false;
        while (true) {
            try {
                return start.get();
            } catch (DatabaseInUseException e) {
                if (stopping.getAsBoolean()) {
                    throw new StoppedException(e);
                }
                if (System.nanoTime() - begin >= max.toNanos()) {
                    throw e;
                }
            }
            if (!reported) {
                waiting.run();
                reported = true;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
