package io.vestnik.e2e;

import io.vestnik.application.account.PasswordHasher;
import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.application.limit.Limits;
import io.vestnik.application.live.LiveSettings;
import io.vestnik.bootstrap.NodeSettings;
import io.vestnik.bootstrap.settings.Setting;
import io.vestnik.bootstrap.settings.SettingsException;
import io.vestnik.bootstrap.settings.SettingsReader;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.http.HttpSettings;
import io.vestnik.http.edge.Network;
import io.vestnik.security.Argon2Hasher;
import io.vestnik.security.Argon2Parameters;
import io.vestnik.security.ServerSecret;
import io.vestnik.security.ServerSecrets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// The replaceable parts of a [LocalServer].
///
/// @param bus delivers the notifications
/// @param log replaces the log of a store in memory
/// @param hasher hashes passwords, by default fast and without safety
/// @param secrets sign the tokens, by default with [#SECRET]
public record Setup(
        Store store,
        NodeSettings settings,
        NotificationBus bus,
        UnaryOperator<MessageLog> log,
        PasswordHasher hasher,
        InstantSource clock,
        ServerSecrets secrets) {
    /// The secret that signs the tokens.
    public static final String SECRET = "a secret for tests, longer than thirty-two characters";

    /// Limits without any rate limit, since tests make thousands of requests.
    public static final Limits NO_RATES = new Limits(200, 0, 0, 0, 0, 0, 0, 0, 0, 1 << 20);

    private static final HttpSettings HTTP =
            new HttpSettings(Optional.of("localhost"), 0, List.of(), Set.of(), Optional.empty(), 1_000, 0);

    /// A pause between two searches for revoked devices that is longer than a test. With it, the sockets of a revoked
    /// device close only after a notification.
    private static final Duration NO_DEVICE_CHECKS = Duration.ofDays(1);

    /// The stores under test.
    public enum Store {
        MEMORY,
        POSTGRES
    }

    /// Sets up a server without rate limits and without a search for revoked devices.
    public static Setup on(Store store) {
        return new Setup(
                store,
                NodeSettings.of(NO_RATES, HTTP).deviceChecks(NO_DEVICE_CHECKS),
                new LocalNotificationBus(),
                log -> log,
                fastHasher(),
                InstantSource.system(),
                new ServerSecrets(new ServerSecret(SECRET), Optional.empty()));
    }

    static PasswordHasher fastHasher() {
        return new Argon2Hasher(new Argon2Parameters(32, 1, 1), new SecureRandom());
    }

    /// Sets up the same server as [#on], with a store in memory.
    public static Setup inMemory() {
        return on(Store.MEMORY);
    }

    /// Sets up a server on PostgreSQL with the defaults of an operator, without the web client.
    ///
    /// @param set the settings that differ from their defaults
    public static Setup operated(Map<Setting, String> set) {
        Map<Setting, String> flags = new EnumMap<>(Map.of(
                Setting.PORT, "0",
                Setting.HOST, "localhost",
                Setting.WEB, "off"));
        flags.putAll(set);
        try {
            return on(Store.POSTGRES).settings(NodeSettings.of(SettingsReader.read(flags, Map.of())));
        } catch (SettingsException e) {
            throw new IllegalArgumentException(e.problems().toString(), e);
        }
    }

    /// A copy with other settings of the node.
    public Setup settings(NodeSettings other) {
        return new Setup(store, other, bus, log, hasher, clock, secrets);
    }

    /// A copy with other limits.
    public Setup limits(Limits other) {
        return settings(new NodeSettings(
                other,
                settings.live().connections(other.connectionsPerUserMax()),
                settings.accounts(),
                settings.http(),
                settings.deviceChecks(),
                settings.files()));
    }

    /// A copy with other bounds of live delivery.
    public Setup live(LiveSettings other) {
        return settings(settings.live(other));
    }

    /// A copy with other settings of HTTP.
    public Setup http(HttpSettings other) {
        return settings(new NodeSettings(
                settings.limits(),
                settings.live(),
                settings.accounts(),
                other,
                settings.deviceChecks(),
                settings.files()));
    }

    /// A copy that trusts the proxies of these networks.
    public Setup trusting(String... networks) {
        HttpSettings http = settings.http();
        return http(new HttpSettings(
                http.host(),
                http.port(),
                Stream.of(networks).map(Network::parse).toList(),
                http.corsOrigins(),
                http.metricsPort(),
                http.connectionsMax(),
                http.runningPerUserMax()));
    }

    /// A copy with another notification bus.
    public Setup bus(NotificationBus other) {
        return new Setup(store, settings, other, log, hasher, clock, secrets);
    }

    /// A copy with a log that the test wraps; only for the store in memory.
    public Setup log(UnaryOperator<MessageLog> wrapping) {
        return new Setup(store, settings, bus, wrapping, hasher, clock, secrets);
    }

    /// A copy with another hasher.
    public Setup hasher(PasswordHasher other) {
        return new Setup(store, settings, bus, log, other, clock, secrets);
    }

    /// A copy with another clock of the node and of the store in memory.
    public Setup clock(InstantSource other) {
        return new Setup(store, settings, bus, log, hasher, other, secrets);
    }

    /// A copy with other secrets.
    public Setup secrets(ServerSecrets other) {
        return new Setup(store, settings, bus, log, hasher, clock, other);
    }
}
