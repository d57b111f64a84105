package io.vestnik.websocket;

import io.vestnik.application.limit.ClientAddress;
import io.vestnik.websocket.connection.ConnectionContext.Clocks;
import io.vestnik.websocket.connection.Timing;
import io.vestnik.websocket.connection.WebSocketMetrics;
import io.vestnik.websocket.connection.WebSocketPorts;
import io.vestnik.websocket.connection.WebSocketSettings;
import java.util.function.Supplier;

/// Makes endpoints with time-outs and clocks of a test.
public final class TestEndpoint {
    private TestEndpoint() {}

    /// An endpoint.
    ///
    /// @param address the address of the next client
    public static WebSocketEndpoint of(
            WebSocketPorts ports,
            WebSocketSettings settings,
            Supplier<ClientAddress> address,
            WebSocketMetrics metrics,
            Timing timing,
            Clocks clocks) {
        return new WebSocketEndpoint(
                ports, settings, request -> address.get(), clocks.clock(), metrics, timing, clocks.nanoTime());
    }
}
