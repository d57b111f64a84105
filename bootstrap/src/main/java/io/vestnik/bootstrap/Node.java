package io.vestnik.bootstrap;

import io.vestnik.application.Messenger;
import io.vestnik.application.MessengerSettings;
import io.vestnik.application.Ports;
import io.vestnik.application.account.AccountPorts;
import io.vestnik.application.account.Accounts;
import io.vestnik.application.account.EndedDevices;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.application.limit.RateLimits;
import io.vestnik.http.HttpMemory;
import io.vestnik.http.HttpParts;
import io.vestnik.http.HttpServer;
import io.vestnik.http.HttpSettings;
import io.vestnik.http.endpoint.Operation;
import io.vestnik.security.HmacRefreshTokens;
import io.vestnik.security.JwtIssuer;
import io.vestnik.websocket.WebSocketEndpoint;
import io.vestnik.websocket.connection.SocketMemory;
import io.vestnik.websocket.connection.WebSocketPorts;
import io.vestnik.websocket.connection.WebSocketSettings;
import java.time.Duration;

/// A node: a messenger with accounts over one store, which serves HTTP and WebSocket. Only this class connects the
/// parts of a node. `Server` adds what a process needs: the database, the secrets and the metrics.
public final class Node implements AutoCloseable {
    /// How long a stop waits for accepted requests. A request is committed in milliseconds, except when the database
    /// hangs.
    private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(10);

    private final NodeStores stores;
    private final NodeEnvironment environment;
    private final NodeSettings settings;
    private final RateLimits limits;
    private final StartedParts parts;
    private final int port;

    private Node(NodeStores stores, NodeEnvironment environment, NodeSettings settings, StartedParts parts) {
        this.stores = stores;
        this.environment = environment;
        this.settings = settings;
        this.limits = RateLimits.of(settings.limits(), environment.runtime());
        this.parts = parts;
        parts.started(environment.hashing()::close);
        Messenger messenger = messenger();
        parts.started(messenger::close);
        Accounts accounts = accounts();
        EndedDevices ended = new EndedDevices(
                messenger.live(),
                accounts.ended(),
                bus(),
                settings.deviceChecks(),
                environment.runtime(),
                environment.fatal());
        parts.started(ended::close);
        WebSocketEndpoint sockets = sockets(messenger, accounts);
        parts.started(sockets::close);
        environment.metrics().watch(sockets);
        HttpServer server = listen(settings.http(), http(messenger, accounts), sockets);
        parts.started(server::close);
        this.port = server.port();
        parts.started(() -> messenger.live().drain(DRAIN_PATIENCE));
        parts.started(sockets::refuseNew);
    }

    /// Starts a node.
    ///
    /// @throws RuntimeException if the node cannot listen on its port; no part is left running
    public static Node start(NodeStores stores, NodeEnvironment environment, NodeSettings settings) {
        StartedParts parts = new StartedParts();
        try {
            return start(stores, environment, settings, parts);
        } catch (RuntimeException | Error e) {
            parts.stop();
            throw e;
        }
    }

    /// Starts a node and registers its parts in `parts`. The owner of `parts` stops them, even if this method fails.
    ///
    /// @throws StartFailedException if the node cannot listen on its port
    /// @throws StoppedException if `parts` is already being stopped
    static Node start(NodeStores stores, NodeEnvironment environment, NodeSettings settings, StartedParts parts) {
        return new Node(stores, environment, settings, parts);
    }

    private NotificationBus bus() {
        return stores.messages().bus();
    }

    private Messenger messenger() {
        return Messenger.over(
                new Ports(stores.messages(), environment.ids(), environment.runtime(), environment.fatal()),
                new MessengerSettings(
                        settings.limits().groupMembers(),
                        limits.sends(),
                        limits.marks(),
                        limits.chats(),
                        settings.live(),
                        environment.metrics().sends(),
                        environment.metrics().live()));
    }

    private Accounts accounts() {
        return Accounts.over(
                new AccountPorts(
                        stores.users(),
                        stores.devices(),
                        stores.messages().chats(),
                        environment.hashing(),
                        new JwtIssuer(environment.secrets(), environment.runtime()),
                        new HmacRefreshTokens(environment.secrets()),
                        environment.ids(),
                        bus(),
                        environment.runtime()),
                limits,
                settings.accounts());
    }

    private WebSocketEndpoint sockets(Messenger messenger, Accounts accounts) {
        return new WebSocketEndpoint(
                new WebSocketPorts(
                        messenger.live(),
                        accounts.authenticate(),
                        messenger.messaging().edit(),
                        messenger.messaging().delete(),
                        environment.fatal()),
                new WebSocketSettings(settings.limits(), settings.live().largeGroupMembers(), SocketMemory.ofHeap()),
                HttpServer::addressOf,
                environment.runtime(),
                environment.metrics().sockets());
    }

    private HttpParts http(Messenger messenger, Accounts accounts) {
        return new HttpParts(
                messenger.messaging(),
                messenger.conversations(),
                messenger.reading(),
                accounts,
                messenger.live()::online,
                environment.ids(),
                limits.requests(),
                HttpMemory.ofHeap(),
                environment.fatal(),
                new Operation(
                        () -> !parts.stopping() && stores.ready().getAsBoolean(),
                        environment.metrics()::text,
                        environment.metrics().requests(),
                        WebSocketEndpoint::asyncApi),
                settings.files());
    }

    private static HttpServer listen(HttpSettings where, HttpParts http, WebSocketEndpoint sockets) {
        try {
            return HttpServer.start(where, http, sockets::install);
        } catch (RuntimeException e) {
            // The reason is the same for the probe, except if another program has used the port for a moment only.
            PortProbe.check(where);
            throw new StartFailedException("the server cannot listen: " + e.getMessage(), e);
        }
    }

    /// The port on which the node listens.
    public int port() {
        return port;
    }

    /// Refuses new connections, finishes accepted requests, closes each connection with a close frame, and stops all
    /// parts of the node. The stores stay open. A second call has no effect.
    @Override
    public void close() {
        parts.stop();
    }
}
