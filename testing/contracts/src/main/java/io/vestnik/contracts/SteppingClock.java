package io.vestnik.contracts;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that moves only when a test calls [#step], forwards or backwards. Thread-safe.
public final class SteppingClock implements InstantSource {
    private final AtomicReference<Instant> now;

    /// A clock that begins at `start`.
    public SteppingClock(Instant start) {
        this.now = new AtomicReference<>(start);
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    /// Moves the clock.
    ///
    /// @param step may be negative
    public void step(Duration step) {
        now.updateAndGet(shown -> shown.plus(step));
    }
}
