package io.vestnik.bootstrap.protocol;

import com.github.f4b6a3.uuid.UuidCreator;
import io.vestnik.application.IdSource;
import io.vestnik.application.Messenger;
import io.vestnik.application.MessengerSettings;
import io.vestnik.application.MessengerStore;
import io.vestnik.application.Ports;
import io.vestnik.application.account.AccountPorts;
import io.vestnik.application.account.AccountSettings;
import io.vestnik.application.account.Accounts;
import io.vestnik.application.account.HashingPool;
import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.application.limit.Limits;
import io.vestnik.application.limit.RateLimits;
import io.vestnik.application.live.LiveMemory;
import io.vestnik.application.live.LiveMetrics;
import io.vestnik.application.live.LiveSettings;
import io.vestnik.application.messaging.SendMetrics;
import io.vestnik.crypto.Argon2Hasher;
import io.vestnik.crypto.Argon2Parameters;
import io.vestnik.crypto.HmacRefreshTokens;
import io.vestnik.crypto.JwtIssuer;
import io.vestnik.crypto.ServerSecret;
import io.vestnik.crypto.ServerSecrets;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.Users;
import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.embedded.EmbeddedPostgres;
import io.vestnik.http.HttpMemory;
import io.vestnik.http.HttpParts;
import io.vestnik.http.HttpServer;
import io.vestnik.http.HttpSettings;
import io.vestnik.http.endpoint.Operation;
import io.vestnik.http.route.RequestMetrics;
import io.vestnik.http.route.StaticFiles;
import io.vestnik.memory.MemoryAccounts;
import io.vestnik.memory.MemoryStore;
import io.vestnik.postgres.PostgresStore;
import io.vestnik.postgres.connection.PostgresSettings;
import io.vestnik.postgres.writer.StoreMetrics;
import io.vestnik.testkit.RecordedErrors;
import io.vestnik.websocket.WebSocketEndpoint;
import io.vestnik.websocket.connection.SocketMemory;
import io.vestnik.websocket.connection.WebSocketMetrics;
import io.vestnik.websocket.connection.WebSocketPorts;
import io.vestnik.websocket.connection.WebSocketSettings;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/// The whole server in this process, with fast hashing. It stops as the program does.
final class LocalServer implements AutoCloseable {
    private static final String SECRET = "a secret for tests, longer than thirty-two characters";
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final HashingPool hashing =
            new HashingPool(new Argon2Hasher(new Argon2Parameters(32, 1, 1), new SecureRandom()), 2);
    private final Stores stores;
    private final Messenger messenger;
    private final WebSocketEndpoint sockets;
    private final HttpServer http;
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

    /// The stores, and the action that releases them.
    private record Stores(MessengerStore store, Users users, Devices devices) {}

    private LocalServer(Plan plan, Stores stores, InstantSource clock) {
        this.stores = stores;
        IdSource ids = UuidCreator::getTimeOrderedEpoch;
        RateLimits rates = RateLimits.of(plan.limits());
        LiveSettings live = new LiveSettings(
                plan.limits().connectionsPerUserMax(),
                plan.largeGroupMembers(),
                2,
                Duration.ofSeconds(5),
                plan.compareEvery(),
                LiveMemory.ofHeap());
        this.messenger = Messenger.over(
                new Ports(stores.store(), ids, clock, new RecordedErrors()),
                new MessengerSettings(
                        plan.limits().groupMembers(),
                        rates.sends(),
                        rates.marks(),
                        rates.chats(),
                        live,
                        SendMetrics.NONE,
                        LiveMetrics.NONE));
        ServerSecrets secrets = new ServerSecrets(new ServerSecret(SECRET), Optional.empty());
        Accounts accounts = Accounts.over(
                new AccountPorts(
                        stores.users(),
                        stores.devices(),
                        stores.store().chats(),
                        hashing,
                        new JwtIssuer(secrets, clock),
                        new HmacRefreshTokens(secrets),
                        ids,
                        plan.bus(),
                        clock),
                rates,
                AccountSettings.DEFAULT);
        this.sockets = new WebSocketEndpoint(
                new WebSocketPorts(
                        messenger.live(),
                        accounts.authenticate(),
                        messenger.messaging().edit(),
                        messenger.messaging().delete(),
                        new RecordedErrors()),
                new WebSocketSettings(plan.limits(), plan.largeGroupMembers(), SocketMemory.ofHeap()),
                HttpServer::addressOf,
                clock,
                WebSocketMetrics.NONE);
        this.http = HttpServer.start(
                HttpSettings.local(),
                new HttpParts(
                        messenger.messaging(),
                        messenger.conversations(),
                        messenger.reading(),
                        accounts,
                        messenger.live()::online,
                        ids,
                        rates.requests(),
                        HttpMemory.ofHeap(),
                        (component, error) -> {
                            throw new AssertionError(component, error);
                        },
                        new Operation(() -> true, () -> "", RequestMetrics.NONE, WebSocketEndpoint::asyncApi),
                        StaticFiles.none()),
                sockets::install);
    }

    static LocalServer inMemory(Plan plan) {
        return inMemory(plan, log -> log);
    }

    /// Over a log that the test wraps.
    static LocalServer inMemory(Plan plan, UnaryOperator<MessageLog> between) {
        InstantSource clock = InstantSource.system();
        MemoryAccounts people = new MemoryAccounts(clock);
        MemoryStore store = new MemoryStore(people, plan.bus(), clock);
        return new LocalServer(
                plan,
                new Stores(new LoggedStore(store, between.apply(store.messageLog())), people.users(), people.devices()),
                clock);
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
        return new LocalServer(plan, new Stores(store, store.users(), store.devices()), InstantSource.system());
    }

    private static PostgresSettings settings(DatabaseAddress address) {
        return PostgresSettings.at(address.jdbcUrl()).as(Optional.of(address.user()), Optional.of(address.password()));
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + http.port());
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
        sockets.refuseNew();
        messenger.live().drain(DRAIN);
        http.close();
        sockets.close();
        messenger.close();
        stores.store().close();
        hashing.close();
    }
}
