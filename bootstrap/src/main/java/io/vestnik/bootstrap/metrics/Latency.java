package io.vestnik.bootstrap.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/// Makes histograms of durations. All histograms have the same buckets, so that they can be compared.
final class Latency {
    /// The bounds of the buckets, from an in-memory operation of an idle server to a delay that users take for a
    /// failure.
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(100_000),
        Duration.ofNanos(250_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofNanos(2_500_000),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(10)
    };

    private Latency() {}

    static Timer histogram(MeterRegistry registry, String name, String about) {
        return Timer.builder(name)
                .serviceLevelObjectives(BUCKETS)
                .description(about)
                .register(registry);
    }
}
