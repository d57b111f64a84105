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
public record HttpSettings(
        Optional<String> host,
        int port,
        List<Network> trustedProxies,
        Set<String> corsOrigins,
        Optional<Integer> metricsPort) {
    /// Copies the collections.
    public HttpSettings {
        trustedProxies = List.copyOf(trustedProxies);
        corsOrigins = Set.copyOf(corsOrigins);
    }

    /// On any free port of the loopback address, trusting nobody.
    public static HttpSettings local() {
        return new HttpSettings(Optional.of("localhost"), 0, List.of(), Set.of(), Optional.empty());
    }
}
