package io.vestnik.load;

import java.util.SplittableRandom;

/// The state that all writers and listeners of a run share. For the loop's thread, except for final fields.
final class Run {
    final LoadPlan plan;
    final Tally tally = new Tally();
    final Breaches breaches = new Breaches();
    final FrameScan scan = new FrameScan();
    final MessageText text;

    /// The upper half of every key of this run, with version 7, so that the key is a valid UUID.
    final long keyHigh;

    private final long began = System.nanoTime();

    /// Whether writers continue.
    boolean sending;

    /// Whether the run is over, so that closing connections are no loss.
    boolean over;

    Run(LoadPlan plan) {
        this.plan = plan;
        this.text = new MessageText(plan.textBytes());
        this.keyHigh = (new SplittableRandom().nextLong() & ~0xF000L) | 0x4000L;
    }

    /// Nanoseconds since the begin of the run.
    long since(long now) {
        return now - began;
    }
}
