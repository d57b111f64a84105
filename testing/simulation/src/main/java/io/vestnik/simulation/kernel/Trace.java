package io.vestnik.simulation.kernel;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// The last steps of a simulation, and a hash over all steps. Two runs of the same seed have the same hash.
///
/// Recording a step makes no string; the lines are made when they are asked for.
public final class Trace {
    /// The number of recorded steps; enough to see what a chat went through before a violation.
    static final int STEPS_MAX = 5_000;

    private static final int NANO_DIGITS = 9;
    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

    private final Event[] ring = new Event[STEPS_MAX];
    private final String[] notes = new String[STEPS_MAX];
    private long recorded;
    private long hash;

    Trace() {}

    /// The hash over the time, process and label of each step so far.
    public long hash() {
        return hash;
    }

    void record(Event event) {
        ring[slot(recorded)] = event;
        notes[slot(recorded)] = "";
        recorded++;
        hash = RandomStreams.mixed(hash * MULTIPLIER + event.dueNanos);
        hash = hash * MULTIPLIER + event.owner.number();
        hash = hash * MULTIPLIER + event.label.hashCode();
    }

    /// Adds a remark to the running step, such as the fault that it injected. It is part of the hash.
    public void note(String remark) {
        hash = hash * MULTIPLIER + remark.hashCode();
        if (recorded > 0) {
            int slot = slot(recorded - 1);
            notes[slot] = notes[slot].isEmpty() ? remark : notes[slot] + "; " + remark;
        }
    }

    /// The last steps, oldest first, one line each: the virtual time in seconds, the process, the label and the
    /// remarks.
    ///
    /// @param count the maximum number of lines
    public List<String> last(int count) {
        long from = Math.max(0, recorded - Math.min(count, STEPS_MAX));
        List<String> lines = new ArrayList<>();
        for (long step = from; step < recorded; step++) {
            Event event = ring[slot(step)];
            BigDecimal seconds = BigDecimal.valueOf(event.dueNanos, NANO_DIGITS);
            String line = seconds + " " + event.owner.name() + " " + event.label;
            String note = notes[slot(step)];
            lines.add(note.isEmpty() ? line : line + ": " + note);
        }
        return lines;
    }

    private static int slot(long step) {
        return (int) (step % STEPS_MAX);
    }
}
