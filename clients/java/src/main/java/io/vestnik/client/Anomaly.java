package io.vestnik.client;

import java.util.UUID;

/// A guarantee of the contract that a server violated, as seen on one connection.
///
/// @param version the received version
/// @param expected the version that should have been received
public record Anomaly(Kind kind, UUID chatId, long version, long expected) {

    /// The violated guarantee.
    public enum Kind {
        /// A version was omitted after `live`.
        HOLE,
        /// A version was received twice.
        REPEATED
    }
}
