package io.vestnik.faults.run.history;

/// What a fault may do to the stored data.
public enum DataEffect {
    /// Nothing that was acknowledged may be lost. The epoch stays the same.
    NONE,
    /// Nothing that was acknowledged may be lost. The epoch changes.
    NEW_EPOCH,
    /// Acknowledged messages may be lost. The epoch changes.
    LOSS;

    /// Whether the epoch changes.
    public boolean changesEpoch() {
        return this != NONE;
    }
}
