package io.vestnik.websocket.connection;

import java.time.Duration;

/// The time-outs of a connection.
///
/// @param hello for the first frame
/// @param ping between two pings; a connection silent for twice as long is closed
/// @param progress for a client to read what a replay wrote
/// @param grace for a peer to answer the close frame, before the connection is cut
/// @param sweep between two checks of every connection: the precision of the others
public record Timing(Duration hello, Duration ping, Duration progress, Duration grace, Duration sweep) {
    /// The values of the wire contract.
    public static final Timing CONTRACT = new Timing(
            Duration.ofSeconds(10),
            Duration.ofSeconds(25),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofMillis(250));
}
