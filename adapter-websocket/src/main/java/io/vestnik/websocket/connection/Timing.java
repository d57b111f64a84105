package io.vestnik.websocket.connection;

import java.time.Duration;

/// The time-outs of a connection.
///
/// @param hello how long the first frame may take
/// @param ping the time between two pings; a connection that is silent for twice as long is closed
/// @param progress the period in which a client must make progress with reading a replay
/// @param grace how long the peer may take to answer the close frame, before the connection is cut
/// @param sweep the time between two checks of every connection, which is the precision of the other time-outs
public record Timing(Duration hello, Duration ping, Duration progress, Duration grace, Duration sweep) {
    /// The values of the wire contract.
    public static final Timing CONTRACT = new Timing(
            Duration.ofSeconds(10),
            Duration.ofSeconds(25),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofMillis(250));
}
