package io.vestnik.http;

import io.vestnik.http.edge.Network;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Settings of the HTTP server.
///
/// @param host a name or address to bind to; empty for all interfaces
/// @param port the port; 0 for any free port
/// @param trustedProxies proxies whose forwarding headers are used
/// @param corsOrigins origins whose pages may use the API: `https://example.org`, or `*` for all
/// @param metricsPort a port where every client may read the metrics; without such a port, only clients on this machine
///     may read them, on the main port
/// @param connectionsMax the maximum number of open connections of the port, WebSockets included, at least 1; one
///     address may have a quarter of them, and a /56 and a /48 half each. WebSockets do not count towards these shares
/// @param runningPerUserMax the maximum number of concurrent requests of one user; 0 = no bound
public record HttpSettings(
        Optional<String> host,
        int port,
        List<Network> trustedProxies,
        Set<String> corsOrigins,
        Optional<Integer> metricsPort,
        int connectionsMax,
        int runningPerUserMax) {
    /// The default maximum number of concurrent requests of one user; more than a client can make use of.
    public static final int RUNNING_PER_USER = 16;

    /// The maximum number of connections for tests and small programs; it fits the default number of descriptors of a
    /// process.
    private static final int CONNECTIONS_LOCAL = 800;

    /// Copies the collections.
    ///
    /// @throws IllegalArgumentException if no connection would be allowed, or a bound is negative
    public HttpSettings {
        trustedProxies = List.copyOf(trustedProxies);
        corsOrigins = Set.copyOf(corsOrigins);
        if (connectionsMax < 1) {
            throw new IllegalArgumentException("at least one connection must be allowed, not " + connectionsMax);
        }
        if (runningPerUserMax < 0) {
            throw new IllegalArgumentException("a limit must be 0 or more, not " + runningPerUserMax);
        }
    }

    /// Settings for any free port of the loopback address, without trusted proxies.
    public static HttpSettings local() {
        return new HttpSettings(
                Optional.of("localhost"),
                0,
                List.of(),
                Set.of(),
                Optional.empty(),
                CONNECTIONS_LOCAL,
                RUNNING_PER_USER);
    }
}
