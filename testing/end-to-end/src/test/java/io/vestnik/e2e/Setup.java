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
    /// Signs the tokens.
    public static final String SECRET = "a secret for tests, longer than thirty-two characters";

    /// Bounds without any rate, since tests make thousands of tries.
    public static final Limits NO_RATES = new Limits(200, 0, 0, 0, 0, 0, 0, 0, 0, 1 << 20);

    private static final HttpSettings HTTP =
            new HttpSettings(Optional.of("localhost"), 0, List.of(), Set.of(), Optional.empty(), 1_000, 0);

    /// Longer than a test: a socket closes only after a notification.
    private static final Duration NO_DEVICE_CHECKS = Duration.ofDays(1);

    /// The stores under test.
    public enum Store {
        MEMORY,
        POSTGRES
    }

    /// A server without rate limits and without a search for revoked devices.
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

    /// As [#on], in memory.
    public static Setup inMemory() {
        return on(Store.MEMORY);
    }

    /// A server on PostgreSQL with the defaults of an operator, without the web client.
    ///
    /// @param set settings with other values
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

    /// The same with other settings of the node.
    public Setup settings(NodeSettings other) {
        return new Setup(store, other, bus, log, hasher, clock, secrets);
    }

    /// The same with other limits.
    public Setup limits(Limits other) {
        return settings(new NodeSettings(
                other,
                settings.live().connections(other.connectionsPerUserMax()),
                settings.accounts(),
                settings.http(),
                settings.deviceChecks(),
                settings.files()));
    }

    /// The same with other bounds of live delivery.
    public Setup live(LiveSettings other) {
        return settings(settings.live(other));
    }

    /// The same with other settings of HTTP.
    public Setup http(HttpSettings other) {
        return settings(new NodeSettings(
                settings.limits(),
                settings.live(),
                settings.accounts(),
                other,
                settings.deviceChecks(),
                settings.files()));
    }

    /// The same behind proxies of these networks.
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

    /// The same with another bus.
    public Setup bus(NotificationBus other) {
        return new Setup(store, settings, other, log, hasher, clock, secrets);
    }

    /// The same over a log that the test wraps; for the store in memory.
    public Setup log(UnaryOperator<MessageLog> wrapping) {
        return new Setup(store, settings, bus, wrapping, hasher, clock, secrets);
    }

    /// The same with another hasher.
    public Setup hasher(PasswordHasher other) {
        return new Setup(store, settings, bus, log, other, clock, secrets);
    }

    /// The same with another clock of the node and of the store in memory.
    public Setup clock(InstantSource other) {
        return new Setup(store, settings, bus, log, hasher, other, secrets);
    }

    /// The same with other secrets.
    public Setup secrets(ServerSecrets other) {
        return new Setup(store, settings, bus, log, hasher, clock, other);
    }
}
