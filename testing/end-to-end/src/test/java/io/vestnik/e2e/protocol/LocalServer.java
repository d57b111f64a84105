package io.vestnik.e2e.protocol;

import io.vestnik.application.MessengerStore;
import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.application.limit.Limits;
import io.vestnik.application.live.LiveMemory;
import io.vestnik.application.live.LiveSettings;
import io.vestnik.bootstrap.Node;
import io.vestnik.bootstrap.NodeSettings;
import io.vestnik.bootstrap.NodeStores;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.e2e.TestNode;
import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.embedded.EmbeddedPostgres;
import io.vestnik.http.HttpSettings;
import io.vestnik.postgres.PostgresStore;
import io.vestnik.postgres.connection.PostgresSettings;
import io.vestnik.postgres.writer.StoreMetrics;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/// The whole server in this process, with fast hashing. It stops as the program does.
final class LocalServer implements AutoCloseable {
    private final NodeStores stores;
    private final Node node;
    private final List<Line> lines = new CopyOnWriteArrayList<>();

    /// The settings of a test.
    ///
    /// @param largeGroupMembers groups with more members are large
    /// @param bus delivers the notifications
    /// @param compareEvery interval of the search for lost events
    record Plan(Limits limits, int largeGroupMembers, NotificationBus bus, Duration compareEvery) {
        /// No rate limits, groups of at most 600 members, large with more than 5.
        static Plan usual() {
            return new Plan(
                    new Limits(600, 0, 0, 0, 0, 0, 0, 32, 64, 1 << 20),
                    5,
                    new LocalNotificationBus(),
                    Duration.ofSeconds(30));
        }

        /// The same with another bound on members.
        Plan groupMembers(int most) {
            return limits(new Limits(most, 0, 0, 0, 0, 0, 0, 32, 64, 1 << 20));
        }

        Plan limits(Limits other) {
            return new Plan(other, largeGroupMembers, bus, compareEvery);
        }

        Plan bus(NotificationBus other, Duration compare) {
            return new Plan(limits, largeGroupMembers, other, compare);
        }
    }

    private LocalServer(Plan plan, NodeStores stores) {
        this.stores = stores;
        LiveSettings live = new LiveSettings(
                plan.limits().connectionsPerUserMax(),
                plan.largeGroupMembers(),
                2,
                Duration.ofSeconds(5),
                plan.compareEvery(),
                LiveMemory.ofHeap());
        this.node = Node.start(
                stores,
                TestNode.environment(InstantSource.system(), TestNode.secrets(), TestNode.fastHasher()),
                NodeSettings.of(plan.limits(), HttpSettings.local()).live(live).deviceChecks(Duration.ofDays(1)));
    }

    static LocalServer inMemory(Plan plan) {
        return inMemory(plan, log -> log);
    }

    /// Over a log that the test wraps.
    static LocalServer inMemory(Plan plan, UnaryOperator<MessageLog> between) {
        NodeStores stores = TestNode.memory(plan.bus(), InstantSource.system());
        MessengerStore messages = new LoggedStore(
                stores.messages(), between.apply(stores.messages().messageLog()));
        return new LocalServer(plan, new NodeStores(messages, stores.users(), stores.devices(), stores.ready()));
    }

    static LocalServer onPostgres(Plan plan) {
        DatabaseAddress address = EmbeddedPostgres.temporary()
                .database("vestnik_protocol", fresh -> PostgresStore.migrate(settings(fresh)));
        PostgresStore store = PostgresStore.open(
                settings(address),
                plan.bus(),
                (component, error) -> {
                    throw new AssertionError(component + " failed", error);
                },
                StoreMetrics.none());
        return new LocalServer(plan, NodeStores.of(store));
    }

    private static PostgresSettings settings(DatabaseAddress address) {
        return PostgresSettings.at(address.jdbcUrl()).as(Optional.of(address.user()), Optional.of(address.password()));
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + node.port());
    }

    /// A new user on their first device.
    Actor registers(String name) {
        return Actor.registers(this, name);
    }

    /// A socket before `hello`.
    Line dials() {
        Line line = new Line(address());
        lines.add(line);
        return line;
    }

    /// Cuts every socket of this server.
    void cutAll() {
        lines.forEach(Line::close);
        lines.clear();
    }

    @Override
    public void close() {
        node.close();
        stores.messages().close();
    }
}
