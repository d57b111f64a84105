package io.vestnik.bootstrap.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vestnik.websocket.connection.WebSocketMetrics;
import java.util.concurrent.TimeUnit;

/// Metrics of WebSocket connections and their frames.
final class SocketMeters implements WebSocketMetrics {
    private final MeterRegistry registry;
    private final Counter opened;
    private final Counter closed;
    private final Counter received;
    private final Counter sent;
    private final Timer delivery;

    SocketMeters(MeterRegistry registry) {
        this.registry = registry;
        opened = Counter.builder("vestnik.connections.opened")
                .description("Opened WebSocket connections.")
                .register(registry);
        closed = Counter.builder("vestnik.connections.closed")
                .description("Closed WebSocket connections.")
                .register(registry);
        received = Counter.builder("vestnik.frames.received")
                .description("Received frames.")
                .register(registry);
        sent = Counter.builder("vestnik.frames.sent")
                .description("Written frames.")
                .register(registry);
        delivery = Latency.histogram(
                registry,
                "vestnik.delivery",
                "From the queueing of a frame for a connection to its write to the socket; one frame of a"
                        + " connection at a time.");
        // This time series exists from the first scrape on, so that its first increase is visible.
        ended("slow_consumer");
    }

    private Counter ended(String reason) {
        return Counter.builder("vestnik.connections.ended")
                .tag("reason", reason)
                .description("WebSocket connections closed by the server, by reason.")
                .register(registry);
    }

    @Override
    public void opened() {
        opened.increment();
    }

    @Override
    public void ending(String reason) {
        ended(reason).increment();
    }

    @Override
    public void closed(int code) {
        closed.increment();
    }

    @Override
    public void received() {
        received.increment();
    }

    @Override
    public void sent(int frames) {
        sent.increment(frames);
    }

    @Override
    public void delivered(long nanos) {
        delivery.record(nanos, TimeUnit.NANOSECONDS);
    }
}
