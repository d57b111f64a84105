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
import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.application.bus.NotificationBus;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server: starts all parts, and stops them in an order in which nothing is lost. It is started at most once. Another
/// thread may stop it at any time, also during the start.
final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    /// Accepted requests are committed in milliseconds; this bound is for a database that hangs.
    private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(10);

    /// A start that is stopped ends with its present step. The longest is the start of PostgreSQL after a crash; most
    /// take a second.
    private static final Duration STEP_PATIENCE = Duration.ofSeconds(30);

    private final AtomicBoolean stopping = new AtomicBoolean();

    /// Reaches zero when [#start] has ended.
    private final CountDownLatch starting = new CountDownLatch(1);

    /// Held while parts are stopped, so that two threads do not stop a part and those that it depends on at once.
    private final ReentrantLock stops = new ReentrantLock();

    /// The started parts, the last one first. Guarded by itself.
    private final Deque<Part> parts = new ArrayDeque<>();

    private int port;

    /// A started part of the server.
    @FunctionalInterface
    private interface Part {
        void stop();
    }

    /// The start was stopped.
    static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private StoppedException(@Nullable Throwable cause) {
            super("stopped during the start", cause);
        }
    }

    /// Starts all parts.
    ///
    /// @param fatal receives the errors after which this node cannot continue
    /// @throws StartFailedException with the reason; nothing is left running
    /// @throws StoppedException if [#close] was called meanwhile; nothing is left running
    void start(Settings settings, Terminal terminal, FatalErrors fatal) {
        try {
            open(settings, terminal, fatal);
        } catch (RuntimeException e) {
            stopParts();
            if (stopping.get() && !(e instanceof StoppedException)) {
                throw new StoppedException(e);
            }
            throw e;
        } catch (Error e) {
            // Also if a library is missing: no started part may survive the failure.
            stopParts();
            throw e;
        } finally {
            starting.countDown();
        }
    }

    /// Registers a started part. Ends the start if the server is being stopped.
    private void started(Part part) {
        synchronized (parts) {
            if (!stopping.get()) {
                parts.push(part);
                return;
            }
        }
        stop(part);
        throw new StoppedException(null);
    }

    /// The port on which the server listens.
    int port() {
        return port;
    }

    private void open(Settings settings, Terminal terminal, FatalErrors fatal) {
        Secrets secrets = new Secrets(settings);
        ServerSecrets tokens = secrets.read();
        Database database = Database.open(settings, terminal);
        started(database::close);
        NotificationBus bus = new LocalNotificationBus();
        ServerMetrics metrics = new ServerMetrics(Version.number());
        started(metrics::close);
        terminal.step("opening the store");
        PostgresStore store = database.use(at -> PostgresStore.open(at, bus, fatal, metrics.store()));
        started(store::close);

        InstantSource clock = InstantSource.system();
        IdSource ids = UuidCreator::getTimeOrderedEpoch;
        RateLimits limits = RateLimits.of(settings.limits());
        LiveSettings live =
                LiveSettings.defaults().connections(settings.limits().connectionsPerUserMax());
        Messenger messenger = Messenger.over(
                new Ports(store, ids, clock, fatal),
                new MessengerSettings(
                        settings.limits().groupMembers(),
                        limits.sends(),
                        limits.marks(),
                        limits.chats(),
                        live,
                        metrics.sends(),
                        metrics.live()));
        started(messenger::close);
        Argon2Hasher hasher = new Argon2Hasher();
        HashingPool hashing = HashingPool.ofThisMachine(hasher, hasher.bytesEach());
        started(hashing::close);
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
        EndedDevices ended = new EndedDevices(messenger.live(), accounts.ended(), bus, fatal);
        started(ended::close);

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
        started(sockets::close);
        started(server::close);
        started(() -> messenger.live().drain(DRAIN_PATIENCE));
        started(sockets::refuseNew);
        LOG.info("event=started version={} port={}", Version.number(), port);
    }

    private static HttpServer listen(Settings settings, HttpParts http, WebSocketEndpoint sockets) {
        HttpSettings where = new HttpSettings(
                Optional.of(settings.listen().host()),
                settings.listen().port(),
                settings.trustedProxies().stream().map(Network::parse).toList(),
                Set.copyOf(settings.corsOrigins()),
                settings.metricsPort(),
                PortCapacity.ofThisProcess(),
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
    /// A second call has no effect. Before the end of the start, the parts started so far are stopped, and this method
    /// returns when the start has ended.
    @Override
    public void close() {
        synchronized (parts) {
            stopping.set(true);
        }
        stopParts();
        try {
            if (!starting.await(STEP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                LOG.error("event=start_hangs seconds={}", STEP_PATIENCE.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopParts() {
        stops.lock();
        try {
            for (Part part = last(); part != null; part = last()) {
                stop(part);
            }
        } finally {
            stops.unlock();
        }
    }

    private @Nullable Part last() {
        synchronized (parts) {
            return parts.poll();
        }
    }

    private static void stop(Part part) {
        try {
            part.stop();
        } catch (RuntimeException e) {
            LOG.error("event=stop_failed", e);
        }
    }
}
