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
import io.vestnik.application.limit.Limits;
import io.vestnik.application.limit.RateLimits;
import io.vestnik.application.live.LocalNoticeBus;
import io.vestnik.application.live.PublishedEvents;
import io.vestnik.crypto.Argon2Hasher;
import io.vestnik.crypto.Argon2Parameters;
import io.vestnik.crypto.HmacRefreshTokens;
import io.vestnik.crypto.JwtIssuer;
import io.vestnik.crypto.ServerSecret;
import io.vestnik.crypto.ServerSecrets;
import io.vestnik.http.HttpParts;
import io.vestnik.http.HttpServer;
import io.vestnik.http.HttpSettings;
import io.vestnik.http.StaticFiles;
import io.vestnik.memory.MemoryAccounts;
import io.vestnik.memory.MemoryStore;
import io.vestnik.websocket.WebSocketEndpoint;
import io.vestnik.websocket.WebSocketMetrics;
import io.vestnik.websocket.WebSocketSettings;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;

/// The whole server over the store in memory, without limits on rates and with quick hashing: what it lets through is
/// tried many thousand times.
final class GuardedServer implements AutoCloseable {
    static final String SECRET = "a secret for tests, longer than thirty-two characters";

    private static final Limits NO_RATES = new Limits(200, 0, 0, 0, 0, 0, 0, 0, 0, 1 << 20);

    private final HashingPool hashing =
            new HashingPool(new Argon2Hasher(new Argon2Parameters(32, 1, 1), new SecureRandom()), 2);
    private final Messenger messenger;
    private final WebSocketEndpoint sockets;
    private final HttpServer http;

    GuardedServer() {
        InstantSource clock = InstantSource.system();
        IdSource ids = UuidCreator::getTimeOrderedEpoch;
        LocalNoticeBus bus = new LocalNoticeBus();
        MemoryAccounts people = new MemoryAccounts(clock);
        MemoryStore store = new MemoryStore(people, new PublishedEvents(bus), clock);
        this.messenger = Messenger.over(
                new Ports(store.chats(), store.messageLog(), store.readStates(), bus, ids, clock),
                MessengerSettings.trusting());
        ServerSecrets secrets = new ServerSecrets(new ServerSecret(SECRET), Optional.empty());
        RateLimits limits = RateLimits.none();
        Accounts accounts = Accounts.over(
                new AccountPorts(
                        people.users(),
                        people.devices(),
                        store.chats(),
                        hashing,
                        new JwtIssuer(secrets, clock),
                        new HmacRefreshTokens(secrets),
                        ids,
                        bus,
                        clock),
                limits,
                AccountSettings.DEFAULT);
        this.sockets = new WebSocketEndpoint(
                new WebSocketEndpoint.Ports(
                        messenger.live(),
                        accounts.authenticate(),
                        messenger.messaging().edit(),
                        messenger.messaging().delete()),
                new WebSocketSettings(NO_RATES, 200),
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
                        limits.requests(),
                        new HttpParts.Operation(() -> true, () -> "", WebSocketEndpoint::asyncApi),
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
