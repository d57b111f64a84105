package io.vestnik.client;

import java.util.UUID;

/// A violation of the protocol by the server, observed on one connection.
///
/// @param version the received version of the chat
/// @param expected the version that should have been received
public record Anomaly(Kind kind, UUID chatId, long version, long expected) {

    /// The kind of violation.
    public enum Kind {
        /// The server omitted a version after `live`.
        HOLE,
        /// The server sent a version again, or a version lower than an earlier one.
        REPEATED
    }
}
