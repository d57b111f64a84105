package io.vestnik.bootstrap.access;

import com.github.f4b6a3.uuid.UuidCreator;
import io.vestnik.application.IdSource;
import io.vestnik.application.Messenger;
import io.vestnik.application.MessengerSettings;
import io.vestnik.application.Ports;
import io.vestnik.application.account.AccountPorts;
import io.vestnik.application.account.AccountSettings;
import io.vestnik.application.account.Accounts;
import io.vestnik.application.account.HashingPool;
import io.vestnik.application.account.PasswordHasher;
import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.application.limit.Limits;
import io.vestnik.application.limit.RateLimits;
import io.vestnik.application.live.LiveMetrics;
import io.vestnik.application.live.LiveSettings;
import io.vestnik.application.messaging.SendMetrics;
import io.vestnik.crypto.Argon2Hasher;
import io.vestnik.crypto.Argon2Parameters;
import io.vestnik.crypto.HmacRefreshTokens;
import io.vestnik.crypto.JwtIssuer;
import io.vestnik.crypto.ServerSecret;
import io.vestnik.crypto.ServerSecrets;
import io.vestnik.http.HttpMemory;
import io.vestnik.http.HttpParts;
import io.vestnik.http.HttpServer;
import io.vestnik.http.HttpSettings;
import io.vestnik.http.edge.Network;
import io.vestnik.http.endpoint.Operation;
import io.vestnik.http.route.RequestMetrics;
import io.vestnik.http.route.StaticFiles;
import io.vestnik.memory.MemoryAccounts;
import io.vestnik.memory.MemoryStore;
import io.vestnik.testkit.RecordedErrors;
import io.vestnik.websocket.WebSocketEndpoint;
import io.vestnik.websocket.connection.SocketMemory;
import io.vestnik.websocket.connection.WebSocketMetrics;
import io.vestnik.websocket.connection.WebSocketPorts;
import io.vestnik.websocket.connection.WebSocketSettings;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The whole server over the memory store, by default without rate limits and with fast hashing, since tests make
/// thousands of tries. It never checks for ended devices, so a socket closes only after a notification.
final class GuardedServer implements AutoCloseable {
    static final String SECRET = "a secret for tests, longer than thirty-two characters";

    static final Limits NO_RATES = new Limits(200, 0, 0, 0, 0, 0, 0, 0, 0, 1 << 20);

    private final HashingPool hashing;
    private final Messenger messenger;
    private final WebSocketEndpoint sockets;
    private final HttpServer http;

    /// Settings that differ from the usual ones.
    record Setup(
            Limits limits, PasswordHasher hasher, InstantSource clock, ServerSecrets secrets, List<Network> proxies) {
        static Setup usual() {
            return new Setup(
                    NO_RATES,
                    new Argon2Hasher(new Argon2Parameters(32, 1, 1), new SecureRandom()),
                    InstantSource.system(),
                    new ServerSecrets(new ServerSecret(SECRET), Optional.empty()),
                    List.of());
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
        InstantSource clock = setup.clock();
        IdSource ids = UuidCreator::getTimeOrderedEpoch;
        LocalNotificationBus bus = new LocalNotificationBus();
        MemoryAccounts people = new MemoryAccounts(clock);
        MemoryStore store = new MemoryStore(people, bus, clock);
        RateLimits limits = RateLimits.of(setup.limits());
        LiveSettings live = LiveSettings.defaults().connections(setup.limits().connectionsPerUserMax());
        this.hashing = new HashingPool(setup.hasher(), 2);
        this.messenger = Messenger.over(
                new Ports(store, ids, clock, new RecordedErrors()),
                new MessengerSettings(
                        setup.limits().groupMembers(),
                        limits.sends(),
                        limits.marks(),
                        limits.chats(),
                        live,
                        SendMetrics.NONE,
                        LiveMetrics.NONE));
        Accounts accounts = Accounts.over(
                new AccountPorts(
                        people.users(),
                        people.devices(),
                        store.chats(),
                        hashing,
                        new JwtIssuer(setup.secrets(), clock),
                        new HmacRefreshTokens(setup.secrets()),
                        ids,
                        bus,
                        clock),
                limits,
                AccountSettings.DEFAULT);
        this.sockets = new WebSocketEndpoint(
                new WebSocketPorts(
                        messenger.live(),
                        accounts.authenticate(),
                        messenger.messaging().edit(),
                        messenger.messaging().delete(),
                        new RecordedErrors()),
                new WebSocketSettings(setup.limits(), live.largeGroupMembers(), SocketMemory.ofHeap()),
                HttpServer::addressOf,
                clock,
                WebSocketMetrics.NONE);
        this.http = HttpServer.start(
                new HttpSettings(Optional.of("localhost"), 0, setup.proxies(), Set.of(), Optional.empty(), 1_000, 0),
                new HttpParts(
                        messenger.messaging(),
                        messenger.conversations(),
                        messenger.reading(),
                        accounts,
                        messenger.live()::online,
                        ids,
                        limits.requests(),
                        HttpMemory.ofHeap(),
                        (component, error) -> {
                            throw new AssertionError(component, error);
                        },
                        new Operation(() -> true, () -> "", RequestMetrics.NONE, WebSocketEndpoint::asyncApi),
                        StaticFiles.none()),
                sockets::install);
    }

    int port() {
        return http.port();
    }

    @Override
    public void close() {
        sockets.refuseNew();
        http.close();
        sockets.close();
        messenger.close();
        hashing.close();
    }
}
