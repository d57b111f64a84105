package io.vestnik.load;

import java.util.SplittableRandom;

/// What all writers and listeners of a run share. For the loop's thread, but for what never changes.
final class Run {
    final LoadPlan plan;
    final Tally tally = new Tally();
    final Breaches breaches = new Breaches();
    final FrameScan scan = new FrameScan();
    final MessageText text;

    /// The upper half of every key of this run: version 7's place, so that it is a proper UUID.
    final long keyHigh;

    private final long began = System.nanoTime();

    /// Whether writers go on.
    boolean sending;

    /// Whether it is over, and connections that end are no loss.
    boolean over;

    Run(LoadPlan plan) {
        this.plan = plan;
        this.text = new MessageText(plan.textBytes());
        this.keyHigh = (new SplittableRandom().nextLong() & ~0xF000L) | 0x4000L;
    }

    /// Nanoseconds since the run began.
    long since(long now) {
        return now - began;
    }
}
