package io.vestnik.websocket;

import io.vestnik.application.limit.Limits;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// The objects that all connections of an endpoint share.
///
/// @param nanoTime as [System#nanoTime]
record Shared(
        WebSocketEndpoint.Ports ports,
        WebSocketSettings settings,
        Timing timing,
        InstantSource clock,
        LongSupplier nanoTime,
        EventEncoder encoder,
        BeforeLogin beforeLogin,
        WebSocketMetrics metrics) {

    Limits limits() {
        return settings.limits();
    }
}
