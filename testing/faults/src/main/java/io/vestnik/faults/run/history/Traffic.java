package io.vestnik.faults.run.history;

import java.util.concurrent.atomic.AtomicLong;

/// Counts the sends of all clients of a run. Thread-safe.
public final class Traffic {
    private final AtomicLong sends = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong events = new AtomicLong();

    /// Counts an attempt to send a message.
    public void sending() {
        sends.incrementAndGet();
    }

    /// Counts an acknowledgement.
    public void acknowledged() {
        acknowledged.incrementAndGet();
    }

    /// Counts a refusal.
    public void refused() {
        refused.incrementAndGet();
    }

    /// Counts an attempt whose connection ended before the answer.
    public void lost() {
        lost.incrementAndGet();
    }

    /// Counts a received event.
    public void event() {
        events.incrementAndGet();
    }

    /// The number of attempts so far.
    public long sends() {
        return sends.get();
    }

    /// The number of acknowledgements so far.
    public long acknowledgements() {
        return acknowledged.get();
    }

    /// The number of refusals so far.
    public long refusals() {
        return refused.get();
    }

    /// The number of attempts so far that have no answer and will get none.
    public long losses() {
        return lost.get();
    }

    /// The number of received events so far.
    public long events() {
        return events.get();
    }

    /// The number of attempts that wait for their answer.
    public long inFlight() {
        // The answers are read first: an answer that arrives meanwhile then makes the result too high, never negative.
        long answered = acknowledged.get() + refused.get() + lost.get();
        return sends.get() - answered;
    }
}
