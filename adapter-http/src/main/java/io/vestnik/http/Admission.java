package io.vestnik.http;

import io.vestnik.application.limit.ClientAddress;
import io.vestnik.application.limit.NetworkPlaces;
import io.vestnik.http.edge.BoundedHttpConnection;
import io.vestnik.http.edge.Peers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Bounds the connections of the port, so that memory and descriptors are left for the work itself, and so that one
/// network cannot hold all connections.
///
/// One address may have a quarter of all connections; a /56 and a /48 may have half each. When the port is full, a new
/// connection replaces the longest idle connection of the most loaded network. The new connection is refused instead if
/// its own network would then be at least as loaded. On a refused connection, the first request is answered with 503,
/// and the connection is then closed. It is also closed after [#REFUSED_IDLE_MAX] without traffic. At most
/// [#REFUSALS_MAX] connections are refused in this way at a time; further connections are closed without an answer.
///
/// A connection that became a WebSocket counts in total but no longer for its network, because the limits of its user
/// apply then. A part of the connections is kept for HTTP ([#HTTP_SHARE]). A handshake is refused if WebSockets already
/// use all other connections. Trusted proxies have no bound of their own, since all clients connect through them.
final class Admission extends Handler.Wrapper implements Connection.Listener {
    /// The maximum number of connections that are being refused. The bound keeps all open connections, admitted or
    /// being refused, below the number of descriptors.
    static final int REFUSALS_MAX = 64;

    /// How many open connections the port may have beyond its configured maximum: connections that are being refused,
    /// and a few that were just accepted. At this number no further connection is accepted. The same number of
    /// descriptors is kept free in addition, because a closed connection keeps its descriptor until the selector's next
    /// selection.
    static final int BEYOND_MAX = REFUSALS_MAX + 8;

    /// The divisor for the part of the connections that WebSockets cannot use: an eighth is kept for HTTP. It is needed
    /// because users of open WebSockets also refresh tokens and load pages, and because health checks need an answer.
    static final int HTTP_SHARE = 8;

    private static final Duration REFUSED_IDLE_MAX = Duration.ofSeconds(1);

    private final Peers peers;
    private final int webSocketsMax;
    private final NetworkPlaces<Connection> places;

    /// The connections beyond a bound, which are answered with 503.
    private final Set<Connection> refused = ConcurrentHashMap.newKeySet();

    private final AtomicInteger refusals = new AtomicInteger();
    /// The number of WebSockets, and of handshakes that may become WebSockets.
    private final AtomicInteger webSockets = new AtomicInteger();

    /// The connections whose handshake is counted as a WebSocket.
    private final Set<Connection> upgrading = ConcurrentHashMap.newKeySet();

    Admission(int connectionsMax, Peers peers) {
        this.peers = peers;
        this.webSocketsMax = connectionsMax - connectionsMax / HTTP_SHARE;
        this.places = NetworkPlaces.inParts(connectionsMax);
    }

    @Override
    public void onOpened(Connection connection) {
        if (!(connection instanceof ConnectionMetaData)) {
            // This is the WebSocket of an upgraded HTTP connection, which has just released its places. The WebSocket
            // takes them back without a check, so that it is not refused even if another connection was accepted
            // meanwhile.
            places.add(connection);
            webSockets.incrementAndGet();
            return;
        }
        Optional<ClientAddress> client = peers.client(connection.getEndPoint());
        NetworkPlaces.Entry<Connection> entry =
                client.isPresent() ? places.enter(connection, client.get()) : places.enterUnbound(connection);
        switch (entry) {
            case NetworkPlaces.Entry.Entered<Connection>(Optional<Connection> displaced) ->
                displaced.ifPresent(idle -> idle.getEndPoint().close());
            case NetworkPlaces.Entry.Refused<Connection>() -> refuse(connection);
        }
    }

    private void refuse(Connection connection) {
        if (!take(refusals, REFUSALS_MAX)) {
            connection.getEndPoint().close();
            return;
        }
        refused.add(connection);
        connection.getEndPoint().setIdleTimeout(REFUSED_IDLE_MAX.toMillis());
    }

    @Override
    public void onClosed(Connection connection) {
        places.leave(connection);
        if (!(connection instanceof ConnectionMetaData)) {
            webSockets.decrementAndGet();
        }
        endHandshake(connection);
        if (refused.remove(connection)) {
            refusals.decrementAndGet();
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Connection connection = request.getConnectionMetaData().getConnection();
        if (refused.contains(connection)) {
            response.getHeaders().put(new HttpField(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString()));
            return unavailable(request, response, callback);
        }
        places.use(connection);
        if (connection instanceof BoundedHttpConnection bounded) {
            bounded.handled(request);
        }
        // Other upgrades do not count, because some clients offer an upgrade to HTTP/2 in each request.
        if (request.getHeaders().contains(HttpHeader.UPGRADE, "websocket")
                && !beginHandshake(connection, request, response)) {
            return unavailable(request, response, callback);
        }
        return super.handle(request, response, callback);
    }

    private static boolean unavailable(Request request, Response response, Callback callback) {
        Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
        return true;
    }

    /// Counts a handshake as a WebSocket if there is room. The handshake counts until it is refused, the connection
    /// closes, or the connection becomes a WebSocket, which is counted separately.
    ///
    /// @return false if there is no room
    private boolean beginHandshake(Connection connection, Request request, Response response) {
        if (!take(webSockets, webSocketsMax)) {
            return false;
        }
        upgrading.add(connection);
        Request.addCompletionListener(request, failure -> {
            if (response.getStatus() != HttpStatus.SWITCHING_PROTOCOLS_101) {
                endHandshake(connection);
            }
        });
        return true;
    }

    private void endHandshake(Connection connection) {
        if (upgrading.remove(connection)) {
            webSockets.decrementAndGet();
        }
    }

    /// Takes one of `max` places atomically, if any is free.
    ///
    /// @return whether a place was free
    private static boolean take(AtomicInteger taken, int max) {
        return taken.getAndUpdate(count -> count < max ? count + 1 : count) < max;
    }
}
