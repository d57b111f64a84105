package io.vestnik.bootstrap;

import io.vestnik.bootstrap.settings.Setting;
import io.vestnik.bootstrap.settings.Settings;
import io.vestnik.domain.user.Email;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The risks of a server that other machines can reach.
///
/// @param route how other machines reach the server
/// @param openRegistration whether every client can register
/// @param noProxy whether clients can connect without a proxy that encrypts; the server itself speaks plain HTTP
/// @param publicLogins the accounts of the demo data that have their published password and are not disabled
record Exposure(Route route, boolean openRegistration, boolean noProxy, List<Email> publicLogins) {
    /// The exposure of a server that only this machine can reach.
    static final Exposure NONE = new Exposure(Route.NONE, false, false, List.of());

    /// The number of proxies that `compose.yaml` trusts in any case: the one of the profile `tls`.
    private static final int PROXIES_OF_COMPOSE = 1;

    Exposure {
        publicLogins = List.copyOf(publicLogins);
    }

    /// How other machines reach a server.
    enum Route {
        /// Not at all.
        NONE,
        /// They connect to the address on which it listens.
        DIRECT,
        /// It listens on loopback, and a proxy of this machine passes their requests on.
        PROXY,
        /// By what its container publishes.
        CONTAINER
    }

    /// @param publication what the container of the server publishes; empty without such a container
    /// @param publicLogins finds the accounts with a published password; called only if other machines can reach the
    ///     server, because it compares password hashes
    static Exposure of(Settings settings, Optional<Publication> publication, Supplier<List<Email>> publicLogins) {
        boolean proxies = settings.trustedProxies().size() > (publication.isPresent() ? PROXIES_OF_COMPOSE : 0);
        Route route = publication
                .map(published -> route(published, proxies))
                .orElseGet(() -> route(ListenAddress.of(settings), proxies));
        if (route == Route.NONE) {
            return NONE;
        }
        boolean plain = publication.map(Publication::plainReachable).orElse(true);
        return new Exposure(
                route, settings.registration() == Settings.Registration.OPEN, plain && !proxies, publicLogins.get());
    }

    private static Route route(Publication publication, boolean proxies) {
        return proxies || publication.plainReachable() || publication.siteReachable() ? Route.CONTAINER : Route.NONE;
    }

    private static Route route(ListenAddress address, boolean proxies) {
        if (!address.isLocal()) {
            return Route.DIRECT;
        }
        return proxies ? Route.PROXY : Route.NONE;
    }

    /// Returns the warning for the operator: empty without a risk, otherwise at most four lines. Each risk has the
    /// setting or the command that ends it.
    List<String> warning() {
        List<String> risks = new ArrayList<>();
        if (openRegistration) {
            risks.add("  every client can register: set " + Setting.REGISTRATION.variable()
                    + "=closed and add users with vestnik user add");
        }
        if (noProxy) {
            risks.add("  logins and messages are not encrypted: " + encryption());
        }
        if (!publicLogins.isEmpty()) {
            risks.add("  the passwords of "
                    + publicLogins.stream().map(Email::value).collect(Collectors.joining(", "))
                    + " are public: run vestnik user disable EMAIL for each");
        }
        if (!risks.isEmpty()) {
            risks.addFirst("warning: other machines can reach this server" + prevention());
        }
        return List.copyOf(risks);
    }

    private String encryption() {
        return route == Route.CONTAINER
                ? "unset " + Publication.PLAIN + " and use the profile tls"
                : "put a proxy with TLS in front and name it in " + Setting.TRUSTED_PROXIES.variable();
    }

    private String prevention() {
        return switch (route) {
            case DIRECT -> " (" + Setting.HOST.variable() + "=127.0.0.1 prevents that)";
            case PROXY -> " through its proxy";
            case CONTAINER, NONE -> "";
        };
    }
}
