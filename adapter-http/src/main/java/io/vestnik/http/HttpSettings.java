package io.vestnik.http;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Where the server listens and whom it trusts.
///
/// @param host a name or address to bind to; empty for all of this machine's
/// @param port 0 for any free one
/// @param trustedProxies whose word on where a request comes from counts
/// @param corsOrigins whose pages may use the API from a browser: `https://example.org`, or `*` for all
/// @param metricsPort where everybody may read the metrics; without it only callers on this machine may, on the port of
///     everything else
/// @param connectionsMax open connections of the port, 1 or more; one address may have a quarter of them
/// @param runningPerUserMax requests of one user that are served at once; 0 = no bound
public record HttpSettings(
        Optional<String> host,
        int port,
        List<Network> trustedProxies,
        Set<String> corsOrigins,
        Optional<Integer> metricsPort,
        int connectionsMax,
        int runningPerUserMax) {
    /// Requests of a user that are served at once where nothing else is set: more than a client has use for.
    public static final int RUNNING_PER_USER = 16;

    /// For tests and small programs: what fits the descriptors that a process has by default.
    private static final int CONNECTIONS_LOCAL = 800;

    /// Copies the collections.
    ///
    /// @throws IllegalArgumentException if no connection would be allowed, or a bound is negative
    public HttpSettings {
        trustedProxies = List.copyOf(trustedProxies);
        corsOrigins = Set.copyOf(corsOrigins);
        if (connectionsMax < 1) {
            throw new IllegalArgumentException("there must be room for a connection, not for " + connectionsMax);
        }
        if (runningPerUserMax < 0) {
            throw new IllegalArgumentException("a limit must be 0 or more, not " + runningPerUserMax);
        }
    }

    /// On any free port of the loopback address, without trusted proxies.
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
