package io.vestnik.websocket;

import io.vestnik.application.limit.ClientAddress;
import io.vestnik.websocket.connection.ConnectionContext.Clocks;
import io.vestnik.websocket.connection.Timing;
import io.vestnik.websocket.connection.WebSocketMetrics;
import io.vestnik.websocket.connection.WebSocketPorts;
import io.vestnik.websocket.connection.WebSocketSettings;

/// Makes endpoints with time-outs and clocks of a test.
public final class TestEndpoint {
    private TestEndpoint() {}

    /// An endpoint whose clients all have one address.
    public static WebSocketEndpoint of(
            WebSocketPorts ports, WebSocketSettings settings, WebSocketMetrics metrics, Timing timing, Clocks clocks) {
        return new WebSocketEndpoint(
                ports,
                settings,
                request -> new ClientAddress("127.0.0.1"),
                clocks.clock(),
                metrics,
                timing,
                clocks.nanoTime());
    }
}
