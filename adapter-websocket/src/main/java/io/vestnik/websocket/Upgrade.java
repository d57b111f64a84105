package io.vestnik.websocket;

import io.vestnik.application.limit.ClientAddress;
import io.vestnik.websocket.connection.Connection;
import io.vestnik.wire.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.jspecify.annotations.Nullable;

/// Upgrades HTTP requests to connections, or refuses them in HTTP.
///
/// The `Origin` is not checked, because a page of another site could open a socket but not authenticate: the page has
/// no token for the first frame, and cookies do not authenticate.
final class Upgrade implements WebSocketNegotiator {
    /// The size of the buffer for one read, in bytes. One read takes at most this many bytes of the frames that have
    /// arrived. Buffers come from a pool, and return to the pool when a connection is idle.
    private static final int INPUT_BUFFER_BYTES = 16 * 1024;

    /// The size of the buffer for one write, in bytes. Frames up to a quarter of this size are copied into the buffer.
    private static final int OUTPUT_BUFFER_BYTES = 16 * 1024;

    /// The pause before a refused client tries again, in seconds. After this time the connections that now wait for a
    /// `hello` no longer count, because they were authenticated or have timed out.
    private static final long RETRY_AFTER_SECONDS = 10;

    private final Function<Request, ClientAddress> addresses;
    private final Gate gate;

    /// Admits connections.
    interface Gate {
        /// Whether any connections are accepted at the moment.
        boolean open();

        /// A connection for this address; empty if the address, its network or the node has too many unauthenticated
        /// connections.
        Optional<Connection> connect(ClientAddress address);
    }

    Upgrade(Function<Request, ClientAddress> addresses, Gate gate) {
        this.addresses = addresses;
        this.gate = gate;
    }

    @Override
    public @Nullable FrameHandler negotiate(
            ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
        if (!gate.open()) {
            refuse(request, response, callback, ErrorCode.UNAVAILABLE, "The server is shutting down");
            return null;
        }
        Optional<Connection> connection = gate.connect(addresses.apply(request));
        if (connection.isEmpty()) {
            refuse(request, response, callback, ErrorCode.RATE_LIMITED, "Too many connections without a hello");
            return null;
        }
        // Compression would cost each connection a window of 64 KiB and more, and short texts gain little.
        response.setExtensions(List.of());
        return connection.get();
    }

    @Override
    public void customize(Configuration session) {
        // The sweep checks time-outs; a timer per connection would check them a second time.
        session.setIdleTimeout(Duration.ZERO);
        // Large frames come in parts, as the network delivers them. So this adapter sees frames that are too large, and
        // answers them as the protocol requires.
        session.setAutoFragment(true);
        session.setMaxFrameSize(0);
        session.setMaxTextMessageSize(0);
        session.setInputBufferSize(INPUT_BUFFER_BYTES);
        session.setOutputBufferSize(OUTPUT_BUFFER_BYTES);
    }

    private static void refuse(
            ServerUpgradeRequest request, Response response, Callback callback, ErrorCode code, String detail) {
        response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_AFTER_SECONDS);
        Problem.write(request, response, callback, code.status(), code, detail);
    }
}
