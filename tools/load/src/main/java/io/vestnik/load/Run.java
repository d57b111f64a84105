package io.vestnik.load;

import io.vestnik.checker.Breaches;
import java.util.SplittableRandom;

/// The state that all writers and listeners of a run share. Used on the loop's thread only, except for the final
/// fields.
final class Run {
    final LoadPlan plan;
    final Tally tally = new Tally();
    final Breaches breaches = new Breaches();
    final FrameScan scan = new FrameScan();
    final MessageText text;

    /// The upper half of every key of this run. Its version bits are 4, so that the key is a valid UUID.
    final long keyHigh;

    private final long began = System.nanoTime();

    /// Whether the writers send new messages.
    boolean sending;

    /// Whether the run is over. A connection that closes afterwards does not count as lost.
    boolean over;

    Run(LoadPlan plan) {
        this.plan = plan;
        this.text = new MessageText(plan.textBytes());
        this.keyHigh = (new SplittableRandom().nextLong() & ~0xF000L) | 0x4000L;
    }

    /// The time since the beginning of the run, in nanoseconds.
    long since(long now) {
        return now - began;
    }
}
