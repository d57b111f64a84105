package io.vestnik.websocket;

import io.vestnik.application.limit.ClientAddress;
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

/// Lets HTTP requests become connections, or refuses them in HTTP.
///
/// No `Origin` is asked for: a page of another site could open a socket, but it has no token to put into the first
/// frame, and no cookie speaks for it.
final class Upgrade implements WebSocketNegotiator {
    /// One read takes what a client pipelines; buffers belong to a pool and are given back when a connection is idle.
    private static final int INPUT_BUFFER_BYTES = 16 * 1024;

    /// What is gathered for one write; a frame is copied into it up to a quarter of this.
    private static final int OUTPUT_BUFFER_BYTES = 16 * 1024;

    /// By then those that wait for a `hello` are gone.
    private static final long RETRY_AFTER_SECONDS = 10;

    private final Function<Request, ClientAddress> addresses;
    private final Gate gate;

    /// Decides who may come in.
    interface Gate {
        /// Whether connections are accepted at all.
        boolean open();

        /// A connection from there; empty when that address has too many that are nobody's yet.
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
        // The sweep keeps time; a timer for each connection would do it a second time.
        session.setIdleTimeout(Duration.ZERO);
        // Large frames come in parts as the network delivers them, so that the contract's answers can be given.
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
