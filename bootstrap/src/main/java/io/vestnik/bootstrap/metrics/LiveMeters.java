package io.vestnik.bootstrap.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vestnik.application.live.LiveMetrics;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// Sessions, feeds and their repair.
final class LiveMeters implements LiveMetrics {
    private final LongAdder sessions = new LongAdder();
    private final Counter repairs;
    private final Counter dropped;
    private final Timer feed;

    LiveMeters(MeterRegistry registry) {
        Gauge.builder("vestnik.sessions", sessions, LongAdder::sum)
                .description("Connections that have said whose they are.")
                .register(registry);
        repairs = Counter.builder("vestnik.feed.repairs")
                .description("Times that a feed read the log for what it was not told.")
                .register(registry);
        dropped = Counter.builder("vestnik.feed.dropped")
                .description("News dropped by a lane that was too far behind; they are found again by comparing.")
                .register(registry);
        feed = Latency.histogram(
                registry, "vestnik.feed", "From the news of a commit to its being in all queues that it is for.");
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
    public void shown(long nanos) {
        feed.record(nanos, TimeUnit.NANOSECONDS);
    }
}
