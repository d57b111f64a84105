package io.vestnik.websocket;

import java.time.Duration;

/// How long things may take on a connection.
///
/// @param hello for the first frame
/// @param ping between two pings; nothing heard for twice as long ends the connection
/// @param progress for a replaying client to take what was written
/// @param grace for a peer to answer the close frame, before the connection is cut
/// @param sweep between two looks at every connection: how exact the others are
record Timing(Duration hello, Duration ping, Duration progress, Duration grace, Duration sweep) {
    /// The contract's.
    static final Timing CONTRACT = new Timing(
            Duration.ofSeconds(10),
            Duration.ofSeconds(25),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofMillis(250));
}
