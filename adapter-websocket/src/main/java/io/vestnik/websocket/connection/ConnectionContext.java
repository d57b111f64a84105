package io.vestnik.websocket.connection;

import io.vestnik.application.limit.Limits;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.websocket.frame.EventEncoder;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// The objects that all connections of one endpoint share.
public record ConnectionContext(
        WebSocketPorts ports,
        WebSocketSettings settings,
        Timing timing,
        Clocks clocks,
        EventEncoder encoder,
        BeforeLogin beforeLogin,
        WebSocketMetrics metrics) {

    /// The wall clock, and the monotonic clock.
    ///
    /// @param nanoTime the monotonic time in nanoseconds, as of [java.lang.System#nanoTime]
    public record Clocks(InstantSource clock, LongSupplier nanoTime) {}

    InstantSource clock() {
        return clocks.clock();
    }

    LongSupplier nanoTime() {
        return clocks.nanoTime();
    }

    /// Encodes an event as a frame, for any number of connections.
    OutFrame frame(LiveEvent event) {
        return new OutFrame(encoder.encode(event));
    }

    Limits limits() {
        return settings.limits();
    }
}
