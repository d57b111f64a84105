package io.vestnik.client;

import java.util.UUID;

/// A promise of the contract that a server did not keep, as seen on one connection.
///
/// @param version the version that came
/// @param expected the one that should have come
public record Anomaly(Kind kind, UUID chatId, long version, long expected) {

    /// Which promise.
    public enum Kind {
        /// A version was left out after `live`.
        HOLE,
        /// A version came that had come before.
        REPEATED
    }
}
