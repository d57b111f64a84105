package io.vestnik.e2e.access;

import io.vestnik.application.account.PasswordHasher;
import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.application.limit.Limits;
import io.vestnik.bootstrap.Node;
import io.vestnik.bootstrap.NodeSettings;
import io.vestnik.e2e.TestNode;
import io.vestnik.http.HttpSettings;
import io.vestnik.http.edge.Network;
import io.vestnik.security.ServerSecrets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The whole server over the memory store, by default without rate limits and with fast hashing, since tests make
/// thousands of tries. It never checks for ended devices, so a socket closes only after a notification.
final class GuardedServer implements AutoCloseable {
    static final String SECRET = TestNode.SECRET;

    static final Limits NO_RATES = new Limits(200, 0, 0, 0, 0, 0, 0, 0, 0, 1 << 20);

    private final Node node;

    /// Settings that differ from the usual ones.
    record Setup(
            Limits limits, PasswordHasher hasher, InstantSource clock, ServerSecrets secrets, List<Network> proxies) {
        static Setup usual() {
            return new Setup(NO_RATES, TestNode.fastHasher(), InstantSource.system(), TestNode.secrets(), List.of());
        }

        Setup with(Limits other) {
            return new Setup(other, hasher, clock, secrets, proxies);
        }

        Setup with(PasswordHasher other) {
            return new Setup(limits, other, clock, secrets, proxies);
        }

        Setup with(InstantSource other) {
            return new Setup(limits, hasher, other, secrets, proxies);
        }

        Setup with(ServerSecrets other) {
            return new Setup(limits, hasher, clock, other, proxies);
        }

        Setup trusting(String... networks) {
            return new Setup(
                    limits,
                    hasher,
                    clock,
                    secrets,
                    Stream.of(networks).map(Network::parse).toList());
        }
    }

    GuardedServer() {
        this(Setup.usual());
    }

    GuardedServer(Setup setup) {
        HttpSettings http =
                new HttpSettings(Optional.of("localhost"), 0, setup.proxies(), Set.of(), Optional.empty(), 1_000, 0);
        this.node = Node.start(
                TestNode.memory(new LocalNotificationBus(), setup.clock()),
                TestNode.environment(setup.clock(), setup.secrets(), setup.hasher()),
                NodeSettings.of(setup.limits(), http).deviceChecks(Duration.ofDays(1)));
    }

    int port() {
        return node.port();
    }

    @Override
    public void close() {
        node.close();
    }
}
