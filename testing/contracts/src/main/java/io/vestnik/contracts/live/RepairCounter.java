package io.vestnik.contracts.live;

import io.vestnik.application.live.LiveMetrics;
import java.util.concurrent.atomic.LongAdder;

/// Counts the repairs of feeds after missed notifications.
final class RepairCounter implements LiveMetrics {
    private final LongAdder repairs = new LongAdder();

    long sum() {
        return repairs.sum();
    }

    @Override
    public void opened() {}

    @Override
    public void closed() {}

    @Override
    public void repaired() {
        repairs.increment();
    }

    @Override
    public void dropped() {}

    @Override
    public void evicted() {}

    @Override
    public void shown(long nanos) {}
}
