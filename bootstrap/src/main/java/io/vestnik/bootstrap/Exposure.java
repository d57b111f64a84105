package io.vestnik.bootstrap;

import io.vestnik.bootstrap.settings.Setting;
import io.vestnik.bootstrap.settings.Settings;
import io.vestnik.domain.user.Email;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The risks of a server that other machines can reach.
///
/// @param openRegistration whether every client can register
/// @param noProxy whether no trusted proxy encrypts the connections; the server itself speaks plain HTTP
/// @param publicLogins the accounts of the demo data that have their published password and are not disabled
record Exposure(boolean openRegistration, boolean noProxy, List<Email> publicLogins) {
    /// The exposure of a server that only this machine can reach.
    static final Exposure NONE = new Exposure(false, false, List.of());

    Exposure {
        publicLogins = List.copyOf(publicLogins);
    }

    /// @param publicLogins finds the accounts with a published password; called only if other machines can reach the
    ///     server, because it compares password hashes
    static Exposure of(Settings settings, Supplier<List<Email>> publicLogins) {
        if (ListenAddress.of(settings).isLocal()) {
            return NONE;
        }
        return new Exposure(
                settings.registration() == Settings.Registration.OPEN,
                settings.trustedProxies().isEmpty(),
                publicLogins.get());
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
            risks.add("  logins and messages are not encrypted: put a proxy with TLS in front and name it in "
                    + Setting.TRUSTED_PROXIES.variable());
        }
        if (!publicLogins.isEmpty()) {
            risks.add("  the passwords of "
                    + publicLogins.stream().map(Email::value).collect(Collectors.joining(", "))
                    + " are public: run vestnik user disable EMAIL for each");
        }
        if (!risks.isEmpty()) {
            risks.addFirst("warning: other machines can reach this server (" + Setting.HOST.variable()
                    + "=127.0.0.1 prevents that)");
        }
        return List.copyOf(risks);
    }
}
