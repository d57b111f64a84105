package io.vestnik.bootstrap.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vestnik.websocket.WebSocketMetrics;
import java.util.concurrent.TimeUnit;

/// Connections and what goes over them.
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
                .description("WebSocket connections that were opened.")
                .register(registry);
        closed = Counter.builder("vestnik.connections.closed")
                .description("WebSocket connections that are gone.")
                .register(registry);
        received = Counter.builder("vestnik.frames.received")
                .description("Frames that came in.")
                .register(registry);
        sent = Counter.builder("vestnik.frames.sent")
                .description("Frames that were written.")
                .register(registry);
        delivery = Latency.histogram(
                registry,
                "vestnik.delivery",
                "From a frame's being queued for a connection to the socket's having taken it; one frame of a"
                        + " connection at a time.");
        // There from the first scrape on, so that an increase can be seen.
        ended("slow_consumer");
    }

    private Counter ended(String reason) {
        return Counter.builder("vestnik.connections.ended")
                .tag("reason", reason)
                .description("WebSocket connections that the server ended, by the reason that it gave.")
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
