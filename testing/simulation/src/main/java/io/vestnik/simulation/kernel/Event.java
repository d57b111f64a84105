package io.vestnik.simulation.kernel;

/// Work of a process that is due at a moment of virtual time. Events are ordered by time, and events of one moment in
/// the order in which they were added.
public final class Event implements Comparable<Event> {
    final SimulatedProcess owner;
    final long dueNanos;
    final long number;
    final String label;
    final Runnable work;
    State state = State.WAITING;

    /// The place of an event.
    enum State {
        /// In the queue.
        WAITING,
        /// Kept until its process is resumed.
        KEPT,
        /// It has run, was cancelled, or its process is dead.
        ENDED
    }

    Event(SimulatedProcess owner, long dueNanos, long number, String label, Runnable work) {
        this.owner = owner;
        this.dueNanos = dueNanos;
        this.number = number;
        this.label = label;
        this.work = work;
    }

    @Override
    public int compareTo(Event other) {
        int byTime = Long.compare(dueNanos, other.dueNanos);
        return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
}
