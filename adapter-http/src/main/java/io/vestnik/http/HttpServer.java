package io.vestnik.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.vestnik.application.FatalErrors;
import io.vestnik.application.limit.ClientAddress;
import io.vestnik.application.limit.NetworkBudget;
import io.vestnik.http.edge.AcceptGate;
import io.vestnik.http.edge.BoundedHttpConnection;
import io.vestnik.http.edge.ClientAddressResolver;
import io.vestnik.http.edge.Cors;
import io.vestnik.http.edge.EdgeHandler;
import io.vestnik.http.edge.JettyErrors;
import io.vestnik.http.edge.Peers;
import io.vestnik.http.edge.SlowClients;
import io.vestnik.http.edge.Threads;
import io.vestnik.http.openapi.SwaggerUi;
import io.vestnik.http.route.Answer;
import io.vestnik.http.route.AnswerWriter;
import io.vestnik.http.route.HttpMethod;
import io.vestnik.http.route.RequestAttributes;
import io.vestnik.http.route.RequestReader;
import io.vestnik.http.route.Route;
import io.vestnik.http.route.RouteTable;
import io.vestnik.http.route.StaticFiles;
import io.vestnik.wire.ErrorCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The HTTP API on a port, the one public entry of this adapter.
///
/// Other protocols share the port. Handlers that they add to the server's configuration run behind the same
/// [EdgeHandler], so their handshakes have the same headers and a known client address.
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    /// The maximum size of a request head, in bytes. Tokens take a few hundred bytes; browsers add a few thousand.
    private static final int HEADER_BYTES_MAX = 16 * 1024;

    /// The idle timeout of a connection. A live WebSocket is never idle for so long, because of its pings.
    private static final Duration IDLE_MAX = Duration.ofSeconds(75);

    /// The maximum number of connections that wait to be accepted. The number is large, because all clients may
    /// reconnect at the same time after a restart. The operating system has a bound of its own, most often 4096. With
    /// Java's default of 50, connections of a burst would be reset.
    private static final int ACCEPT_QUEUE_MAX = 4096;

    /// How long running requests may take to finish during shutdown.
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final Javalin javalin;
    private final SlowClients slow;
    private final Optional<MetricsPort> metrics;

    private HttpServer(Javalin javalin, SlowClients slow, Optional<MetricsPort> metrics) {
        this.javalin = javalin;
        this.slow = slow;
        this.metrics = metrics;
    }

    /// Starts a server that exposes `parts`.
    ///
    /// @param more adds other protocols to the same port
    /// @throws RuntimeException if a port cannot be bound; the message of the exception names the port
    public static HttpServer start(HttpSettings settings, HttpParts parts, Consumer<JavalinConfig> more) {
        RouteTable table = Api.routes(settings, parts);
        EdgeHandler edge =
                new EdgeHandler(new ClientAddressResolver(settings.trustedProxies()), new Cors(settings.corsOrigins()));
        SwaggerUi docs = new SwaggerUi();
        StaticFiles files = path -> docs.find(path).or(() -> parts.files().find(path));
        SlowClients slow = new SlowClients(parts.fatal());
        NetworkBudget memory = new NetworkBudget(parts.memory().requests());
        RouteRunner runner = new RouteRunner(parts, memory, new RunningRequests(settings.runningPerUserMax()), slow);
        Javalin javalin = Javalin.create(config -> {
            quiet(config);
            config.router.javaLangErrorHandler((response, error) -> {
                parts.fatal().report("http-router", error);
                response.setStatus(500);
            });
            // The other protocols are installed before the edge handler, because the edge handler wraps only handlers
            // that already exist.
            more.accept(config);
            jetty(config, settings, edge, new Clients(slow, memory), parts.fatal());
            table.routes().forEach(route -> add(route, runner, config));
            fallback(config, runner, new Fallback(table, files));
        });
        try {
            javalin.start();
            return new HttpServer(javalin, slow, settings.metricsPort().map(port -> metrics(settings, port, parts)));
        } catch (RuntimeException e) {
            javalin.stop();
            slow.close();
            throw e;
        }
    }

    /// The client address of a request that passed the [EdgeHandler]. For protocols that share the port of this server.
    public static ClientAddress addressOf(Request request) {
        return RequestAttributes.client(request).address();
    }

    /// The bound port.
    public int port() {
        return javalin.port();
    }

    /// The port of the metrics; empty if they have no separate port.
    public Optional<Integer> metricsPort() {
        return metrics.map(MetricsPort::port);
    }

    /// Stops accepting requests, lets running requests finish, and closes the port.
    @Override
    public void close() {
        metrics.ifPresent(MetricsPort::close);
        javalin.stop();
        slow.close();
    }

    private static void quiet(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        // Static files are precompressed. Other responses are small, or compressed by the proxy that terminates TLS.
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.defaultContentType = Answer.JSON;
    }

    /// What limits slow clients and large requests.
    ///
    /// @param memory the budget of large heads and bodies
    private record Clients(SlowClients slow, NetworkBudget memory) {}

    private static void jetty(
            JavalinConfig config, HttpSettings settings, EdgeHandler edge, Clients clients, FatalErrors fatal) {
        Peers peers = new Peers(settings.trustedProxies());
        Admission admission = new Admission(settings.connectionsMax(), peers);
        // Accepting connections is faster than admitting or refusing them. Without this limit, a burst of connections
        // would take all descriptors before the first connection is refused.
        AcceptGate gate = new AcceptGate(settings.connectionsMax() + Admission.BEYOND_MAX);
        config.jetty.threadPool = new Threads(gate, fatal);
        config.jetty.addConnector((server, http) -> {
            HttpConnectionFactory connections = BoundedHttpConnection.factory(http, clients.memory(), peers);
            ServerConnector connector = connector(server, connections, settings, clients.slow());
            connector.addBean(admission, false);
            connector.addBean(gate, false);
            gate.guard(connector::setAccepting);
            return connector;
        });
        config.jetty.modifyServer(server -> {
            server.insertHandler(new GracefulHandler());
            server.insertHandler(edge);
            // The outermost handler, so that no other handler runs for a connection that is refused.
            server.insertHandler(admission);
            server.setErrorHandler(new JettyErrors(edge));
            server.setStopTimeout(STOP_PATIENCE.toMillis());
        });
        config.jetty.modifyServletContextHandler(context -> context.setErrorHandler(new JettyErrors(edge)));
        config.jetty.modifyHttpConfiguration(HttpServer::strict);
    }

    private static ServerConnector connector(
            Server server, HttpConnectionFactory connections, HttpSettings settings, SlowClients slow) {
        ServerConnector connector = new ServerConnector(server, connections);
        settings.host().ifPresent(connector::setHost);
        connector.setPort(settings.port());
        connector.setIdleTimeout(IDLE_MAX.toMillis());
        connector.addBean(slow);
        connector.setAcceptQueueSize(ACCEPT_QUEUE_MAX);
        return connector;
    }

    private static void strict(HttpConfiguration http) {
        http.setUriCompliance(UriCompliance.DEFAULT);
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(HEADER_BYTES_MAX);
        http.setIdleTimeout(IDLE_MAX.toMillis());
    }

    private static <Q extends Record> void add(Route<Q> route, RouteRunner runner, JavalinConfig config) {
        RequestReader<Q> reader = new RequestReader<>(route.request());
        Handler handler = context -> answer(context, () -> runner.run(route, reader, context));
        config.routes.addHttpHandler(type(route.method()), route.path(), handler);
        if (route.method() == HttpMethod.GET) {
            config.routes.addHttpHandler(HandlerType.HEAD, route.path(), handler);
        }
    }

    private static HandlerType type(HttpMethod method) {
        return switch (method) {
            case GET -> HandlerType.GET;
            case POST -> HandlerType.POST;
            case PUT -> HandlerType.PUT;
            case PATCH -> HandlerType.PATCH;
            case DELETE -> HandlerType.DELETE;
        };
    }

    private static void fallback(JavalinConfig config, RouteRunner runner, Fallback fallback) {
        // The router's exceptions for requests that match no endpoint.
        config.routes.exception(
                HttpResponseException.class,
                (e, context) -> answer(
                        context,
                        () -> runner.runFallback(held -> fallback.answer(context.req(), context.path()), context)));
        config.routes.exception(
                Exception.class,
                (e, context) -> answer(context, () -> {
                    LOG.error(
                            "event=request_failed method={} path={}",
                            context.req().getMethod(),
                            context.path(),
                            e);
                    AnswerWriter.write(Answer.problem(ErrorCode.INTERNAL), context.req(), context.res());
                }));
    }

    /// Writes the response. If the client is gone, or its connection was closed because the client is slow, the failure
    /// is logged at the debug level only.
    private static void answer(Context context, Writing writing) {
        try {
            writing.write();
        } catch (IOException e) {
            LOG.debug("event=client_disconnected path={}", context.path(), e);
        }
    }

    private static MetricsPort metrics(HttpSettings settings, int port, HttpParts parts) {
        InetSocketAddress address = settings.host()
                .map(host -> new InetSocketAddress(host, port))
                .orElseGet(() -> new InetSocketAddress(port));
        return MetricsPort.open(address, parts.operation().metrics());
    }

    private interface Writing {
        void write() throws IOException;
    }
}
