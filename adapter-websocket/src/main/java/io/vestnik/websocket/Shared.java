package io.vestnik.websocket;

import io.vestnik.application.limit.Limits;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// The objects that all connections of an endpoint share.
///
record Shared(
        WebSocketEndpoint.Ports ports,
        WebSocketSettings settings,
        Timing timing,
        Clocks clocks,
        EventEncoder encoder,
        BeforeLogin beforeLogin,
        WebSocketMetrics metrics) {

    /// The time of the day, and the time that never goes back.
    ///
    /// @param nanoTime as [System#nanoTime]
    record Clocks(InstantSource clock, LongSupplier nanoTime) {}

    InstantSource clock() {
        return clocks.clock();
    }

    LongSupplier nanoTime() {
        return clocks.nanoTime();
    }

    Limits limits() {
        return settings.limits();
    }
}
