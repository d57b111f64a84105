package io.vestnik.bootstrap.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vestnik.http.route.RequestMetrics;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Metrics of HTTP requests, with one time series for each combination of method, endpoint and status.
final class RequestMeters implements RequestMetrics {
    /// The bounds of the buckets. They are fewer than those of other metrics, since there are many time series.
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofMillis(2_500)
    };

    /// The methods with a time series of their own. All other methods share one, since a client can invent any number
    /// of methods.
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final MeterRegistry registry;
    private final Counter cut;
    private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

    private record Kind(String method, String route, int status) {}

    RequestMeters(MeterRegistry registry) {
        this.registry = registry;
        cut = Counter.builder("vestnik.http.responses.cut")
                .description("Responses that were taken slowly and cut, since other requests needed their memory.")
                .register(registry);
    }

    @Override
    public void answered(String method, String route, int status, long nanos) {
        Kind kind = new Kind(METHODS.contains(method) ? method : "other", route.isEmpty() ? "none" : route, status);
        timers.computeIfAbsent(kind, this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void responseCut() {
        cut.increment();
    }

    private Timer timer(Kind kind) {
        return Timer.builder("vestnik.http.request")
                .tag("method", kind.method())
                .tag("route", kind.route())
                .tag("status", Integer.toString(kind.status()))
                .serviceLevelObjectives(BUCKETS)
                .description("Requests over HTTP and how long answering took; route none = no endpoint.")
                .register(registry);
    }
}
