package io.vestnik.bootstrap.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vestnik.application.live.LiveMetrics;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// Metrics of live sessions, feeds and repairs.
final class LiveMeters implements LiveMetrics {
    private final LongAdder sessions = new LongAdder();
    private final Counter repairs;
    private final Counter dropped;
    private final Counter evicted;
    private final Timer feed;

    LiveMeters(MeterRegistry registry) {
        Gauge.builder("vestnik.sessions", sessions, LongAdder::sum)
                .description("Authenticated connections.")
                .register(registry);
        repairs = Counter.builder("vestnik.feed.repairs")
                .description("Reads of the log by a feed that missed an event.")
                .register(registry);
        dropped = Counter.builder("vestnik.feed.dropped")
                .description("Notifications dropped by an event loop that was too far behind; a comparison finds them"
                        + " again.")
                .register(registry);
        evicted = Counter.builder("vestnik.users.evicted")
                .description("Users whose connections were closed, because their chats took the most of a full memory.")
                .register(registry);
        feed = Latency.histogram(
                registry,
                "vestnik.feed",
                "From the notification of a commit to its event in the queues of its connections.");
    }

    @Override
    public void opened() {
        sessions.increment();
    }

    @Override
    public void closed() {
        sessions.decrement();
    }

    @Override
    public void repaired() {
        repairs.increment();
    }

    @Override
    public void dropped() {
        dropped.increment();
    }

    @Override
    public void evicted() {
        evicted.increment();
    }

    @Override
    public void shown(long nanos) {
        feed.record(nanos, TimeUnit.NANOSECONDS);
    }
}
