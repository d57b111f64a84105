package io.vestnik.application.live;

import org.jspecify.annotations.Nullable;

/// The last epoch read from the store, to detect that the data was restored or its server replaced. Thread-safe.
final class DataEpoch {
    private @Nullable String known;

    /// Records the present epoch.
    ///
    /// @return whether it differs from the previous one; false the first time
    synchronized boolean changes(String now) {
        boolean changes = known != null && !known.equals(now);
        known = now;
        return changes;
    }
}
