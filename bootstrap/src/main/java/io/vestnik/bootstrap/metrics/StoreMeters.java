package io.vestnik.bootstrap.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vestnik.application.commit.writer.StoreMetrics;
import java.time.Duration;

/// Metrics of commits: the number of changes in a batch, and the duration.
final class StoreMeters implements StoreMetrics {
    /// The bounds of the buckets of batch sizes, up to the maximum size of a batch.
    private static final double[] BATCH_BUCKETS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000};

    private final DistributionSummary batch;
    private final Timer commit;
    private final Counter repeats;

    StoreMeters(MeterRegistry registry) {
        batch = DistributionSummary.builder("vestnik.commit.batch")
                .baseUnit("changes")
                .serviceLevelObjectives(BATCH_BUCKETS)
                .description("Changes that were committed together.")
                .register(registry);
        commit = Latency.histogram(
                registry, "vestnik.commit", "From taking a batch from the queue to the end of its commit.");
        repeats = Counter.builder("vestnik.commit.repeats")
                .description("Messages of a batch that were already stored.")
                .register(registry);
    }

    @Override
    public void committed(int works, Duration took) {
        batch.record(works);
        commit.record(took);
    }

    @Override
    public void repeated(int drafts) {
        repeats.increment(drafts);
    }
}
