package io.vestnik.bootstrap;

import io.vestnik.application.account.AccountSettings;
import io.vestnik.application.limit.Limits;
import io.vestnik.application.live.LiveSettings;
import io.vestnik.bootstrap.settings.Settings;
import io.vestnik.http.HttpSettings;
import io.vestnik.http.edge.Network;
import io.vestnik.http.route.StaticFiles;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// The settings of a node.
///
/// @param deviceChecks the minimum pause between two searches for connected devices that another process has revoked
/// @param files the static files, served at paths without an endpoint
public record NodeSettings(
        Limits limits,
        LiveSettings live,
        AccountSettings accounts,
        HttpSettings http,
        Duration deviceChecks,
        StaticFiles files) {
    /// The default of the minimum pause between two searches for revoked devices. With it, connections close within a
    /// second after another process has revoked their device. A revocation by the node itself closes them immediately.
    private static final Duration DEVICE_CHECKS = Duration.ofMillis(500);

    /// Derives the settings of a node from the settings that the operator gave.
    public static NodeSettings of(Settings settings) {
        return of(settings.limits(), httpSettings(settings))
                .accounts(accountSettings(settings))
                .files(files(settings));
    }

    private static HttpSettings httpSettings(Settings settings) {
        return new HttpSettings(
                Optional.of(settings.listen().host()),
                settings.listen().port(),
                settings.trustedProxies().stream().map(Network::parse).toList(),
                Set.copyOf(settings.corsOrigins()),
                settings.metricsPort(),
                PortCapacity.ofThisProcess(),
                settings.runningPerUserMax());
    }

    private static AccountSettings accountSettings(Settings settings) {
        AccountSettings.Registration registration = switch (settings.registration()) {
            case OPEN -> AccountSettings.Registration.OPEN;
            case CLOSED -> AccountSettings.Registration.CLOSED;
        };
        return new AccountSettings(
                registration, AccountSettings.DEFAULT.accessTokenLife(), AccountSettings.DEFAULT.refreshTokenLife());
    }

    private static StaticFiles files(Settings settings) {
        return switch (settings.web()) {
            case ON -> WebClient.files();
            case OFF -> StaticFiles.none();
        };
    }

    /// Makes settings with these limits and this HTTP configuration. Everything else has its default, and there is no
    /// web client.
    public static NodeSettings of(Limits limits, HttpSettings http) {
        return new NodeSettings(
                limits,
                LiveSettings.defaults().connections(limits.connectionsPerUserMax()),
                AccountSettings.DEFAULT,
                http,
                DEVICE_CHECKS,
                StaticFiles.none());
    }

    /// A copy in which `other` replaces the settings of live delivery.
    public NodeSettings live(LiveSettings other) {
        return new NodeSettings(limits, other, accounts, http, deviceChecks, files);
    }

    /// A copy in which `other` replaces the settings of accounts.
    public NodeSettings accounts(AccountSettings other) {
        return new NodeSettings(limits, live, other, http, deviceChecks, files);
    }

    /// A copy in which `other` replaces the minimum pause between two searches for revoked devices.
    public NodeSettings deviceChecks(Duration other) {
        return new NodeSettings(limits, live, accounts, http, other, files);
    }

    /// A copy in which `other` replaces the static files.
    public NodeSettings files(StaticFiles other) {
        return new NodeSettings(limits, live, accounts, http, deviceChecks, other);
    }
}
