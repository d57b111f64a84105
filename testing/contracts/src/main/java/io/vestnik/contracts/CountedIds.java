package io.vestnik.contracts;

import io.vestnik.application.IdSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/// Makes ids in rising order, which look like UUIDs of version 7 and contain a counter. Two sources with different
/// `series` never make the same id.
public final class CountedIds implements IdSource {
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private final long series;
    private final AtomicLong made = new AtomicLong();

    /// @param series a number from 0 to 2⁶² − 1 that distinguishes the sources
    public CountedIds(long series) {
        this.series = series;
    }

    @Override
    public UUID next() {
        return new UUID((made.incrementAndGet() << 16) | VERSION_7, VARIANT | series);
    }
}
