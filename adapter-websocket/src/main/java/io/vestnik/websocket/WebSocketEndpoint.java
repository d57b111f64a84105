package io.vestnik.websocket;

import io.javalin.config.JavalinConfig;
import io.vestnik.application.limit.ClientAddress;
import io.vestnik.websocket.connection.BeforeLogin;
import io.vestnik.websocket.connection.Connection;
import io.vestnik.websocket.connection.ConnectionContext;
import io.vestnik.websocket.connection.Sweep;
import io.vestnik.websocket.connection.Timing;
import io.vestnik.websocket.connection.WebSocketMetrics;
import io.vestnik.websocket.connection.WebSocketPorts;
import io.vestnik.websocket.connection.WebSocketSettings;
import io.vestnik.websocket.frame.AsyncApi;
import io.vestnik.websocket.frame.CloseCode;
import io.vestnik.websocket.frame.EventEncoder;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.server.WebSocketUpgradeHandler;

/// `GET /ws`: the public entry of this adapter.
///
/// For a graceful shutdown, call [#refuseNew], then [io.vestnik.application.live.Live#drain], then stop the server,
/// then call [#close].
public final class WebSocketEndpoint implements AutoCloseable {
    /// The path of the endpoint.
    public static final String PATH = "/ws";

    private final ConnectionContext context;
    private final Sweep sweep;
    private final Admission admission;
    private final Upgrade upgrade;
    private final AtomicBoolean failed = new AtomicBoolean();
    private volatile boolean refusing;

    /// @param addresses resolves the address by which the rate limits count the client of a request
    public WebSocketEndpoint(
            WebSocketPorts ports,
            WebSocketSettings settings,
            Function<Request, ClientAddress> addresses,
            InstantSource clock,
            WebSocketMetrics metrics) {
        this(ports, settings, addresses, clock, metrics, Timing.CONTRACT, System::nanoTime);
    }

    WebSocketEndpoint(
            WebSocketPorts ports,
            WebSocketSettings settings,
            Function<Request, ClientAddress> addresses,
            InstantSource clock,
            WebSocketMetrics metrics,
            Timing timing,
            LongSupplier nanoTime) {
        this.context = new ConnectionContext(
                ports,
                settings,
                timing,
                new ConnectionContext.Clocks(clock, nanoTime),
                new EventEncoder(ports.live()::online),
                new BeforeLogin(settings.memory()),
                metrics);
        this.sweep = new Sweep(timing.sweep(), settings.memory(), this::fail);
        this.admission =
                new Admission(settings.memory().waitingMax(), settings.limits().pendingPerAddressMax());
        this.upgrade = new Upgrade(addresses, new ConnectionAdmission());
    }

    /// The AsyncAPI document of this endpoint.
    public static byte[] asyncApi() {
        return AsyncApi.document(PATH);
    }

    /// Installs the endpoint before the routes of a server, but behind the handlers that wrap the whole server.
    public void install(JavalinConfig config) {
        config.jetty.modifyServletContextHandler(this::install);
    }

    private void install(ServletContextHandler context) {
        // The pool is wrapped, because the life cycle of the pool must not be tied to the life cycle of this handler.
        Executor executor = task -> context.getServer().getThreadPool().execute(task);
        WebSocketUpgradeHandler handler =
                new WebSocketUpgradeHandler(new WebSocketComponents(null, null, null, null, null, executor));
        // The upgrade handler comes with a nested handler that answers 404. The nested handler is removed, so that the
        // context can nest its own handlers there.
        handler.setHandler((Handler) null);
        handler.addMapping(PATH, upgrade);
        context.insertHandler(handler);
        context.insertHandler(new PlainRequests(PATH));
    }

    /// The number of connections, before and after `hello`, including those that are being opened.
    public int connections() {
        return sweep.size();
    }

    /// The number of bytes in the queues of all connections.
    public long queuedBytes() {
        return sweep.queuedBytes();
    }

    /// Refuses new connections from now on, and closes the connections without a `hello`.
    public void refuseNew() {
        refusing = true;
        sweep.closeWithoutHello();
    }

    /// Closes all connections after an error in one of their threads, and reports the first such error.
    private void fail(Throwable error) {
        if (failed.compareAndSet(false, true)) {
            refusing = true;
            try {
                sweep.closeAll(CloseCode.SHUTTING_DOWN);
            } finally {
                context.ports().fatalErrors().report("websocket", error);
            }
        }
    }

    /// Stops the sweep, and closes all open connections.
    @Override
    public void close() {
        refusing = true;
        sweep.closeAll(CloseCode.SHUTTING_DOWN);
        sweep.close();
    }

    /// Admits connections.
    private final class ConnectionAdmission implements Upgrade.Gate {
        @Override
        public boolean open() {
            return !refusing;
        }

        @Override
        public Optional<Connection> connect(ClientAddress address) {
            Connection connection = new Connection(context, new ConnectionRegistration());
            if (!admission.enter(connection, address)) {
                return Optional.empty();
            }
            context.beforeLogin().add(connection);
            sweep.add(connection);
            return Optional.of(connection);
        }
    }

    /// Updates the registrations of one connection (admission, memory before login, sweep) when its state changes.
    /// Thread-safe.
    private final class ConnectionRegistration implements Connection.Watch {
        private boolean pending = true;

        @Override
        public void opened(Connection connection) {
            context.metrics().opened();
            if (refusing) {
                connection.close(CloseCode.SHUTTING_DOWN);
            }
            admission.opened(connection);
        }

        @Override
        public void admitted(Connection connection) {
            leave(connection);
        }

        @Override
        public void closed(Connection connection, int code) {
            sweep.remove(connection);
            leave(connection);
            context.metrics().closed(code);
        }

        @Override
        public void failed(Throwable error) {
            fail(error);
        }

        @Override
        public void neverOpened(Connection connection) {
            sweep.remove(connection);
            leave(connection);
        }

        private synchronized void leave(Connection connection) {
            if (pending) {
                pending = false;
                context.beforeLogin().left(connection);
                admission.left(connection);
            }
        }
    }
}
