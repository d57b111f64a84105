package io.vestnik.websocket.connection;

import java.time.Duration;

/// The time-outs of a connection.
///
/// @param hello the maximum time from the handshake to the first frame
/// @param ping the time between two pings; a connection that is silent for twice as long is closed
/// @param progress the period over which the pace of a client that reads a replay is measured
/// @param grace how long the peer may take to answer the close frame, before the connection is cut
/// @param sweep the time between two checks of every connection, which is the precision of the other time-outs
public record Timing(Duration hello, Duration ping, Duration progress, Duration grace, Duration sweep) {
    /// The values of version 1 of the protocol.
    public static final Timing CONTRACT = new Timing(
            Duration.ofSeconds(10),
            Duration.ofSeconds(25),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofMillis(250));
}
