package io.vestnik.http;

import io.vestnik.http.edge.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

/// Bounds the connections of the port, so that descriptors are left for the database and for files, and so that one
/// address cannot hold all of them.
///
/// A connection beyond a bound is answered with 503 and closed; it has [#REFUSED_IDLE_MAX] to send the request that is
/// refused. Beyond [#REFUSALS_MAX] such connections, a connection is closed at once. A connection that became a
/// WebSocket counts in total but no longer for its address, since its user's limits apply then. Trusted proxies have no
/// bound per address, since all clients connect through them.
final class Admission extends Handler.Wrapper implements Connection.Listener {
    /// One address may have a quarter of all connections: enough for a large office, and three such addresses leave
    /// room.
    static final int ADDRESS_SHARE = 4;

    /// The maximum number of connections that are being refused. Together with the allowed ones they are fewer than the
    /// descriptors.
    static final int REFUSALS_MAX = 64;

    /// The maximum number of open connections beyond the allowed ones: those being refused, and a few that were just
    /// accepted. While there are as many, no connection is accepted. A closed connection keeps its descriptor until the
    /// selector's next selection, so descriptors for as many again stay free.
    static final int BEYOND_MAX = REFUSALS_MAX + 8;

    private static final Duration REFUSED_IDLE_MAX = Duration.ofSeconds(1);

    private final int connectionsMax;
    private final int perAddressMax;
    private final List<Network> trustedProxies;

    /// How each open connection was counted.
    private final Map<Connection, Admitted> open = new ConcurrentHashMap<>();

    private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private final AtomicInteger allowed = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    /// @param address the address for which it counts
    private record Admitted(InetAddress address, Kind kind) {}

    private enum Kind {
        /// Counted for its address.
        HTTP,
        /// Counted in total only.
        UNBOUND,
        /// Beyond a bound: answered with 503.
        REFUSED
    }

    Admission(int connectionsMax, List<Network> trustedProxies) {
        this.connectionsMax = connectionsMax;
        this.perAddressMax = Math.max(1, connectionsMax / ADDRESS_SHARE);
        this.trustedProxies = trustedProxies;
    }

    @Override
    public void onOpened(Connection connection) {
        InetAddress address = address(connection);
        if (!(connection instanceof ConnectionMetaData)) {
            // Upgraded. The connection has just released its place and must not lose it to one accepted in between.
            allowed.incrementAndGet();
            open.put(connection, new Admitted(address, Kind.UNBOUND));
        } else {
            Kind kind =
                    trustedProxies.stream().anyMatch(network -> network.contains(address)) ? Kind.UNBOUND : Kind.HTTP;
            if (take(address, kind)) {
                open.put(connection, new Admitted(address, kind));
            } else {
                refuse(connection, address);
            }
        }
    }

    private void refuse(Connection connection, InetAddress address) {
        if (!take(refused, REFUSALS_MAX)) {
            connection.getEndPoint().close();
            return;
        }
        open.put(connection, new Admitted(address, Kind.REFUSED));
        connection.getEndPoint().setIdleTimeout(REFUSED_IDLE_MAX.toMillis());
    }

    private boolean take(InetAddress address, Kind kind) {
        if (kind == Kind.HTTP && !take(address)) {
            return false;
        }
        if (!take(allowed, connectionsMax)) {
            release(address, kind);
            return false;
        }
        return true;
    }

    private void release(InetAddress address, Kind kind) {
        if (kind == Kind.HTTP) {
            byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : (Integer) (count - 1));
        }
    }

    /// Takes a place if there is one. Connections that open at the same instant never take more places than there are.
    private static boolean take(AtomicInteger places, int max) {
        return places.getAndUpdate(taken -> taken < max ? taken + 1 : taken) < max;
    }

    private boolean take(InetAddress address) {
        boolean[] taken = {false};
        byAddress.compute(address, (key, count) -> {
            int before = count == null ? 0 : count;
            taken[0] = before < perAddressMax;
            return taken[0] ? (Integer) (before + 1) : count;
        });
        return taken[0];
    }

    @Override
    public void onClosed(Connection connection) {
        Admitted admitted = open.remove(connection);
        if (admitted == null) {
            return;
        }
        release(admitted.address(), admitted.kind());
        (admitted.kind() == Kind.REFUSED ? refused : allowed).decrementAndGet();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Admitted admitted = open.get(request.getConnectionMetaData().getConnection());
        if (admitted == null || admitted.kind() != Kind.REFUSED) {
            return super.handle(request, response, callback);
        }
        response.getHeaders().put(new HttpField(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString()));
        Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
        return true;
    }

    private static InetAddress address(Connection connection) {
        return connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress inet
                        && inet.getAddress() != null
                ? inet.getAddress()
                : InetAddress.getLoopbackAddress();
    }
}
