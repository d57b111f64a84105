package io.vestnik.application.live;

import org.jspecify.annotations.Nullable;

/// The name of the data that was last read, to notice when it was restored or its server was replaced. Thread-safe.
final class DataEpoch {
    private @Nullable String known;

    /// Notes the name as it is now.
    ///
    /// @return whether it was another before; not the first time
    synchronized boolean changes(String now) {
        boolean changes = known != null && !known.equals(now);
        known = now;
        return changes;
    }
}
