package io.vestnik.load;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// Counts events of a run and records latencies. Used on the loop's thread only.
final class Tally {
    private static final long NANOS_PER_MICRO = 1_000;
    private static final long MICROS_MAX = 3_600_000_000L;
    private static final int DIGITS = 3;

    final Histogram ack = histogram();
    final Histogram delivery = histogram();
    final Histogram recentAck = histogram();
    final Map<String, Long> refusals = new TreeMap<>();
    long acknowledged;

    /// The number of acknowledged messages, including those of the warm-up.
    long everAcknowledged;

    long delivered;
    long reads;
    long duplicates;
    long unsent;
    long connectionsLost;
    boolean measuring;

    static Histogram histogram() {
        return new Histogram(1, MICROS_MAX, DIGITS);
    }

    void acknowledged(long nanos) {
        everAcknowledged++;
        record(recentAck, nanos);
        if (measuring) {
            acknowledged++;
            record(ack, nanos);
        }
    }

    void delivered(long nanos) {
        if (measuring) {
            delivered++;
            record(delivery, nanos);
        }
    }

    void read() {
        if (measuring) {
            reads++;
        }
    }

    void refused(String code) {
        refusals.merge(code, 1L, Long::sum);
    }

    static void record(Histogram in, long nanos) {
        in.recordValue(Math.min(MICROS_MAX, Math.max(1, nanos / NANOS_PER_MICRO)));
    }
}
