package io.vestnik.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vestnik.http.endpoint.ServiceRoutes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// A separate port for the metrics, so that a firewall can distinguish it from the clients' port.
final class MetricsPort implements AutoCloseable {
    private final HttpServer server;

    private MetricsPort(HttpServer server) {
        this.server = server;
    }

    /// @throws UncheckedIOException if the port cannot be bound
    static MetricsPort open(InetSocketAddress address, Supplier<String> metrics) {
        try {
            HttpServer server = HttpServer.create(address, 0);
            server.createContext("/metrics", exchange -> answer(exchange, metrics));
            server.setExecutor(Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("metrics-", 0).factory()));
            server.start();
            return new MetricsPort(server);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    String.format(Locale.ROOT, "port %d for metrics: %s", address.getPort(), e.getMessage()), e);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange, Supplier<String> metrics) throws IOException {
        try (exchange) {
            boolean found = exchange.getRequestURI().getPath().equals("/metrics")
                    && exchange.getRequestMethod().equals("GET");
            byte[] body = found ? metrics.get().getBytes(StandardCharsets.UTF_8) : new byte[0];
            exchange.getResponseHeaders().set("Content-Type", ServiceRoutes.PROMETHEUS);
            exchange.sendResponseHeaders(found ? 200 : 404, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
