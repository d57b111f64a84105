package io.vestnik.bootstrap;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a container publishes of its server. `compose.yaml` passes it on, because the server sees only its container.
///
/// @param plain the published address in plain HTTP, in Compose's form: a port, or an address and a port
/// @param sites the host names of the proxy with TLS, separated by commas or spaces
record Publication(String plain, String sites) {
    /// The variable of `compose.yaml` with [#plain].
    static final String PLAIN = "PUBLISH";

    /// The variable of `compose.yaml` with [#sites].
    static final String SITES = "SITE";

    private static final Pattern SEPARATORS = Pattern.compile("[, ]+");
    private static final Pattern LOCAL_SITE =
            Pattern.compile("(?:https?://)?(?:localhost|127(?:\\.\\d+){3}|\\[::1])(?::\\d+)?");

    /// Reads the variables; empty unless both are set.
    static Optional<Publication> of(Map<String, String> environment) {
        String plain = environment.getOrDefault(PLAIN, "");
        String sites = environment.getOrDefault(SITES, "");
        return plain.isBlank() || sites.isBlank() ? Optional.empty() : Optional.of(new Publication(plain, sites));
    }

    /// Whether other machines can reach the address in plain HTTP.
    boolean plainReachable() {
        int colon = plain.lastIndexOf(':');
        // Docker publishes a port without an address on all addresses.
        return colon < 0 || !new ListenAddress(plain.substring(0, colon).replaceAll("[\\[\\]]", "")).isLocal();
    }

    /// Whether the proxy with TLS has a name for other machines.
    boolean siteReachable() {
        return Arrays.stream(SEPARATORS.split(sites.strip(), -1))
                .filter(site -> !site.isEmpty())
                .anyMatch(site -> !LOCAL_SITE.matcher(site).matches());
    }
}
