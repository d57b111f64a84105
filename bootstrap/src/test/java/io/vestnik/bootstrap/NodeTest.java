package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.application.account.HashingPool;
import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.application.bus.Notification;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.application.limit.Limits;
import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.bootstrap.metrics.NodeMetrics;
import io.vestnik.contracts.RecordedErrors;
import io.vestnik.contracts.account.CountingHasher;
import io.vestnik.http.HttpSettings;
import io.vestnik.memory.MemoryAccounts;
import io.vestnik.memory.MemoryStore;
import io.vestnik.security.ServerSecret;
import io.vestnik.security.ServerSecrets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class NodeTest {
    /// The number of subscriptions after the node was closed. The cache of devices stays subscribed as long as the bus
    /// exists, because it has no resources that a close would release.
    private static final int STAYING = 1;

    /// Counts the open subscriptions. A running messenger adds one.
    private static final class CountingBus implements NotificationBus {
        private final NotificationBus behind = new LocalNotificationBus();
        private final AtomicInteger open = new AtomicInteger();

        @Override
        public void publish(Notification notification) {
            behind.publish(notification);
        }

        @Override
        public Subscription subscribe(Consumer<Notification> listener) {
            open.incrementAndGet();
            Subscription subscription = behind.subscribe(listener);
            return () -> {
                subscription.close();
                open.decrementAndGet();
            };
        }
    }

    private final CountingBus bus = new CountingBus();

    private Node start(int port) {
        HttpSettings http = new HttpSettings(
                Optional.of("localhost"),
                port,
                List.of(),
                Set.of(),
                Optional.empty(),
                100,
                HttpSettings.RUNNING_PER_USER);
        InstantSource clock = InstantSource.system();
        MemoryAccounts accounts = new MemoryAccounts(clock);
        MemoryStore store = new MemoryStore(accounts, bus, clock);
        return Node.start(
                new NodeStores(store, accounts.users(), accounts.devices(), () -> true),
                new NodeEnvironment(
                        SystemRuntime.INSTANCE,
                        UUID::randomUUID,
                        new ServerSecrets(new ServerSecret("x".repeat(32)), Optional.empty()),
                        new HashingPool(new CountingHasher(), 1, SystemRuntime.INSTANCE),
                        NodeMetrics.NONE,
                        new RecordedErrors()),
                NodeSettings.of(Limits.DEFAULT, http));
    }

    @Test
    void a_node_without_a_database_serves() throws Exception {
        try (Node node = start(0);
                HttpClient client = HttpClient.newHttpClient()) {
            assertThat(bus.open).hasValue(STAYING + 1);
            HttpRequest ready = HttpRequest.newBuilder(URI.create("http://localhost:" + node.port() + "/health/ready"))
                    .build();
            assertThat(client.send(ready, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(bus.open).hasValue(STAYING);
    }

    @Test
    void a_node_that_cannot_listen_leaves_nothing_running() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            assertThatThrownBy(() -> start(taken.getLocalPort()))
                    .isInstanceOf(StartFailedException.class)
                    .hasMessageContaining("is another server running there?");
        }
        assertThat(bus.open).hasValue(STAYING);
    }
}
