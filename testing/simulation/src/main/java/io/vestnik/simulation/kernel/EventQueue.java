package io.vestnik.simulation.kernel;

import java.util.PriorityQueue;

/// The events of a simulation in order of virtual time. Taking one event from the queue and running it is one *step*.
///
/// Virtual time moves only from event to event: it is the time at which the running event was due. Used by the thread
/// of the simulation, and by the simulated threads that it runs; not thread-safe.
public final class EventQueue {
    /// The number of cancelled events from which the queue is cleaned. Cancelled events stay in the queue until then,
    /// because the removal of one event takes time proportional to the length of the queue.
    private static final int CANCELLED_MIN = 1_000;

    private final PriorityQueue<Event> waiting = new PriorityQueue<>();
    private final Trace trace;
    private long nanos;
    private long added;
    private long steps;
    private int cancelled;

    /// @param trace records each step
    EventQueue(Trace trace) {
        this.trace = trace;
    }

    /// The virtual time in nanoseconds since the start of the simulation.
    public long nanos() {
        return nanos;
    }

    /// The number of steps so far.
    public long steps() {
        return steps;
    }

    /// The number of events that wait in the queue, without cancelled events.
    public int size() {
        return waiting.size() - cancelled;
    }

    /// Adds an event.
    ///
    /// The work runs on the thread of the simulation, not on a simulated thread. So the work must not wait: it resumes
    /// or interrupts a simulated thread, starts one, or changes the state of the simulation.
    ///
    /// @param delayNanos the virtual time until the event is due; 0 or more
    /// @param label names the kind of event in the trace
    public Event add(SimulatedProcess owner, long delayNanos, String label, Runnable work) {
        if (delayNanos < 0) {
            throw new IllegalArgumentException("a delay of " + delayNanos + " ns");
        }
        Event event = new Event(owner, nanos + delayNanos, added++, label, work);
        waiting.add(event);
        return event;
    }

    /// Cancels an event. No effect if the event has run, or its process has died.
    public void cancel(Event event) {
        if (event.state == Event.State.WAITING) {
            cancelled++;
        }
        event.state = Event.State.ENDED;
        if (cancelled > CANCELLED_MIN && cancelled > waiting.size() / 2) {
            waiting.removeIf(each -> each.state == Event.State.ENDED);
            cancelled = 0;
        }
    }

    /// Puts an event of a resumed process back into the queue, due now.
    void putBack(Event kept) {
        if (kept.state == Event.State.KEPT) {
            waiting.add(new Event(kept.owner, nanos, added++, kept.label, () -> run(kept)));
        }
    }

    private static void run(Event kept) {
        if (kept.state == Event.State.KEPT) {
            kept.state = Event.State.ENDED;
            kept.work.run();
        }
    }

    /// Runs the next event.
    ///
    /// @param untilNanos the virtual time up to which events run
    /// @return false if no event is due up to that time; then the virtual time is `untilNanos`
    boolean runNext(long untilNanos) {
        for (Event next = waiting.peek(); next != null && next.dueNanos <= untilNanos; next = waiting.peek()) {
            waiting.poll();
            if (next.state == Event.State.ENDED) {
                cancelled--;
            } else {
                nanos = next.dueNanos;
                if (next.owner.takes(next)) {
                    next.state = Event.State.ENDED;
                    steps++;
                    trace.record(next);
                    next.work.run();
                    return true;
                }
            }
        }
        nanos = Math.max(nanos, untilNanos);
        return false;
    }
}
