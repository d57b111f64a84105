package io.vestnik.attacks.run;

import java.util.concurrent.ConcurrentLinkedQueue;

/// Records the latencies of requests by the time at which each request was due. Thread-safe.
public final class Latencies {
    private static final double NANOS_PER_MILLI = 1e6;

    private final ConcurrentLinkedQueue<Sample> samples = new ConcurrentLinkedQueue<>();

    /// The latency of one request.
    private record Sample(long dueNanos, long tookNanos) {}

    /// @param dueNanos the time at which the request should have been sent. If the request is sent later because it
    ///     waits for an earlier one, this wait counts as latency
    void add(long dueNanos, long tookNanos) {
        samples.add(new Sample(dueNanos, tookNanos));
    }

    /// Summarizes the latencies of the requests that were due within an interval.
    Summary between(long fromNanos, long toNanos) {
        double[] millis = samples.stream()
                .filter(sample -> sample.dueNanos() >= fromNanos && sample.dueNanos() < toNanos)
                .mapToDouble(sample -> sample.tookNanos() / NANOS_PER_MILLI)
                .sorted()
                .toArray();
        return new Summary(millis.length, at(millis, 0.5), at(millis, 0.99), at(millis, 1));
    }

    private static double at(double[] sorted, double share) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[Math.min(sorted.length - 1, (int) Math.floor(sorted.length * share))];
    }

    /// Latencies in milliseconds; NaN if there was no request.
    public record Summary(int count, double p50, double p99, double max) {
        static final Summary NONE = new Summary(0, Double.NaN, Double.NaN, Double.NaN);
    }
}
