package io.vestnik.bootstrap.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vestnik.application.commit.writer.StoreMetrics;
import io.vestnik.application.live.LiveMetrics;
import io.vestnik.application.messaging.SendMetrics;
import io.vestnik.http.route.RequestMetrics;
import io.vestnik.postgres.PostgresStore;
import io.vestnik.postgres.connection.PoolUse;
import io.vestnik.websocket.WebSocketEndpoint;
import io.vestnik.websocket.connection.WebSocketMetrics;
import java.util.function.ToIntFunction;

/// The metrics of one server. The parts of the server report their measurements; gauges are read at each scrape.
///
/// The values of labels come from fixed sets only (outcomes, endpoints, statuses, pools), never from a client's input.
public final class ServerMetrics implements NodeMetrics, AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final SendMetrics sends;
    private final LiveMetrics live;
    private final WebSocketMetrics sockets;
    private final StoreMetrics store;
    private final RequestMetrics requests;
    private final Scrape scrape;

    /// @param version the version of the program
    public ServerMetrics(String version) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
        Gauge.builder("vestnik.build", () -> 1)
                .tag("version", version)
                .tag("java", Integer.toString(Runtime.version().feature()))
                .description("Always 1; the labels name the running version.")
                .register(registry);
        sends = new SendMeters(registry);
        live = new LiveMeters(registry);
        sockets = new SocketMeters(registry);
        store = new StoreMeters(registry);
        requests = new RequestMeters(registry);
        scrape = new Scrape(registry::scrape, System::nanoTime);
    }

    @Override
    public SendMetrics sends() {
        return sends;
    }

    @Override
    public LiveMetrics live() {
        return live;
    }

    @Override
    public WebSocketMetrics sockets() {
        return sockets;
    }

    /// The receiver of the measurements of commits.
    public StoreMetrics store() {
        return store;
    }

    @Override
    public RequestMetrics requests() {
        return requests;
    }

    @Override
    public void watch(WebSocketEndpoint endpoint) {
        Gauge.builder("vestnik.connections", endpoint, WebSocketEndpoint::connections)
                .description("Open WebSocket connections, authenticated or not.")
                .register(registry);
        Gauge.builder("vestnik.outbox", endpoint, WebSocketEndpoint::queuedBytes)
                .baseUnit("bytes")
                .description("Bytes in the outbound queues of all connections.")
                .register(registry);
    }

    /// Adds the gauges of the store. Call it once.
    public void watch(PostgresStore watched) {
        Gauge.builder("vestnik.commit.waiting", watched, PostgresStore::waiting)
                .baseUnit("changes")
                .description("Changes that wait for a writer.")
                .register(registry);
        for (PoolUse pool : watched.pools()) {
            String name = pool.name();
            pool("vestnik.pool.active", "Database connections at work.", watched, name, PoolUse::active);
            pool("vestnik.pool.idle", "Database connections that wait for work.", watched, name, PoolUse::idle);
            pool("vestnik.pool.waiting", "Threads that wait for a connection.", watched, name, PoolUse::waiting);
            pool("vestnik.pool.size.max", "Connections that the pool may open.", watched, name, PoolUse::max);
        }
    }

    private void pool(String name, String about, PostgresStore watched, String pool, ToIntFunction<PoolUse> value) {
        Gauge.builder(
                        name,
                        watched,
                        from -> from.pools().stream()
                                .filter(use -> use.name().equals(pool))
                                .mapToInt(value)
                                .sum())
                .tag("pool", pool)
                .description(about)
                .register(registry);
    }

    /// All metrics in the text format of Prometheus, not older than [Scrape#AGE_MAX].
    @Override
    public String text() {
        return scrape.get();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
