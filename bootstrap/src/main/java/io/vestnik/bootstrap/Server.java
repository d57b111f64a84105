package io.vestnik.bootstrap;

import com.github.f4b6a3.uuid.UuidCreator;
import io.vestnik.application.FatalErrors;
import io.vestnik.application.IdSource;
import io.vestnik.application.Messenger;
import io.vestnik.application.MessengerSettings;
import io.vestnik.application.Ports;
import io.vestnik.application.account.AccountPorts;
import io.vestnik.application.account.AccountSettings;
import io.vestnik.application.account.Accounts;
import io.vestnik.application.account.HashingPool;
import io.vestnik.application.account.MembershipUpkeep;
import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.application.bus.PublishedEvents;
import io.vestnik.application.limit.RateLimits;
import io.vestnik.application.live.LiveSettings;
import io.vestnik.bootstrap.metrics.ServerMetrics;
import io.vestnik.bootstrap.settings.Settings;
import io.vestnik.crypto.Argon2Hasher;
import io.vestnik.crypto.HmacRefreshTokens;
import io.vestnik.crypto.JwtIssuer;
import io.vestnik.crypto.ServerSecrets;
import io.vestnik.http.HttpMemory;
import io.vestnik.http.HttpParts;
import io.vestnik.http.HttpServer;
import io.vestnik.http.HttpSettings;
import io.vestnik.http.edge.Network;
import io.vestnik.http.endpoint.Operation;
import io.vestnik.http.route.StaticFiles;
import io.vestnik.postgres.PostgresStore;
import io.vestnik.websocket.WebSocketEndpoint;
import io.vestnik.websocket.connection.SocketMemory;
import io.vestnik.websocket.connection.WebSocketPorts;
import io.vestnik.websocket.connection.WebSocketSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running server: starts all parts, and stops them in an order in which nothing is lost.
final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    /// Accepted requests are committed in milliseconds; this bound is for a database that hangs.
    private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(10);

    private final Deque<Part> parts = new ArrayDeque<>();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private int port;

    /// A started part of the server.
    @FunctionalInterface
    private interface Part {
        void stop();
    }

    private Server() {}

    /// Starts all parts.
    ///
    /// @param fatal receives the errors after which this node cannot continue
    /// @throws StartFailedException with the reason; nothing is left running
    static Server start(Settings settings, Terminal terminal, FatalErrors fatal) {
        Server server = new Server();
        try {
            server.open(settings, terminal, fatal);
            return server;
        } catch (RuntimeException | LinkageError e) {
            // Also if a library is missing: no started part may survive the failure.
            server.close();
            throw e;
        }
    }

    /// The port on which the server listens.
    int port() {
        return port;
    }

    private void open(Settings settings, Terminal terminal, FatalErrors fatal) {
        Secrets secrets = new Secrets(settings);
        ServerSecrets tokens = secrets.read();
        Database database = Database.open(settings, terminal);
        parts.push(database::close);
        NotificationBus bus = new LocalNotificationBus();
        ServerMetrics metrics = new ServerMetrics(Version.number());
        parts.push(metrics::close);
        terminal.step("opening the store");
        PostgresStore store =
                database.use(at -> PostgresStore.open(at, new PublishedEvents(bus), fatal, metrics.store()));
        parts.push(store::close);

        InstantSource clock = InstantSource.system();
        IdSource ids = UuidCreator::getTimeOrderedEpoch;
        RateLimits limits = RateLimits.of(settings.limits());
        LiveSettings live =
                LiveSettings.defaults().connections(settings.limits().connectionsPerUserMax());
        Messenger messenger = Messenger.over(
                new Ports(store.chats(), store.messageLog(), store.readStates(), bus, ids, clock, fatal),
                new MessengerSettings(
                        settings.limits().groupMembers(),
                        limits.sends(),
                        limits.marks(),
                        limits.chats(),
                        live,
                        metrics.sends(),
                        metrics.live()));
        parts.push(messenger::close);
        Argon2Hasher hasher = new Argon2Hasher();
        HashingPool hashing = HashingPool.ofThisMachine(hasher, hasher.bytesEach());
        parts.push(hashing::close);
        Accounts accounts = Accounts.over(
                new AccountPorts(
                        store.users(),
                        store.devices(),
                        store.chats(),
                        hashing,
                        new JwtIssuer(tokens, clock),
                        new HmacRefreshTokens(tokens),
                        ids,
                        bus,
                        clock),
                limits,
                accountSettings(settings));
        MembershipUpkeep upkeep = MembershipUpkeep.start(store.chats(), fatal);
        parts.push(upkeep::close);
        EndedDevices ended = new EndedDevices(messenger.live(), accounts.ended(), bus, fatal);
        parts.push(ended::close);

        WebSocketEndpoint sockets = new WebSocketEndpoint(
                new WebSocketPorts(
                        messenger.live(),
                        accounts.authenticate(),
                        messenger.messaging().edit(),
                        messenger.messaging().delete(),
                        fatal),
                new WebSocketSettings(settings.limits(), live.largeGroupMembers(), SocketMemory.ofHeap()),
                HttpServer::addressOf,
                clock,
                metrics.sockets());
        metrics.watch(store, sockets);
        HttpParts http = new HttpParts(
                messenger.messaging(),
                messenger.conversations(),
                messenger.reading(),
                accounts,
                messenger.live()::online,
                ids,
                limits.requests(),
                HttpMemory.ofHeap(),
                fatal,
                new Operation(
                        () -> !stopping.get() && store.ready(),
                        metrics::text,
                        metrics.requests(),
                        WebSocketEndpoint::asyncApi),
                files(settings));
        HttpServer server = listen(settings, http, sockets);
        port = server.port();
        parts.push(sockets::close);
        parts.push(server::close);
        parts.push(() -> messenger.live().drain(DRAIN_PATIENCE));
        parts.push(sockets::refuseNew);
        LOG.info("event=started version={} port={}", Version.number(), port);
    }

    private static HttpServer listen(Settings settings, HttpParts http, WebSocketEndpoint sockets) {
        HttpSettings where = new HttpSettings(
                Optional.of(settings.listen().host()),
                settings.listen().port(),
                settings.trustedProxies().stream().map(Network::parse).toList(),
                Set.copyOf(settings.corsOrigins()),
                settings.metricsPort(),
                Descriptors.connectionsMax(),
                settings.runningPerUserMax());
        try {
            return HttpServer.start(where, http, sockets::install);
        } catch (RuntimeException e) {
            throw new StartFailedException(
                    String.format(
                            Locale.ROOT,
                            "port %d of %s cannot be listened on; is another server running there? Choose another with"
                                    + " VESTNIK_PORT",
                            settings.listen().port(),
                            settings.listen().host()),
                    e);
        }
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

    /// Refuses new connections, finishes accepted requests, closes connections with a close frame, and stops all parts.
    /// A second call has no effect.
    @Override
    public void close() {
        stopping.set(true);
        while (!parts.isEmpty()) {
            try {
                parts.pop().stop();
            } catch (RuntimeException e) {
                LOG.error("event=stop_failed", e);
            }
        }
    }
}
