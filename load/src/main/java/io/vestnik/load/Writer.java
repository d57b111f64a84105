package io.vestnik.load;

import java.util.TreeSet;

/// One person's sends into one chat: numbers them, keeps the window full or follows the rate, repeats what was refused
/// for now with the same key and before anything later. For the loop's thread.
final class Writer {

    /// How a send reaches the server.
    interface Mouth {
        /// Says it.
        ///
        /// @param key its lower half
        /// @return false = so much waits to be written already that it was not said
        boolean say(long number, long key, Bytes text);
    }

    private static final long MILLI_NANOS = 1_000_000;
    private static final long PAUSE_MS = 100;
    private static final long BACKLOG_NANOS = 10_000_000;
    private static final int SENDER_SHIFT = 36;

    final int index;
    private final Run run;
    private final Mouth mouth;
    private final int window;
    private final long[] dueOf;
    private final TreeSet<Long> toRepeat = new TreeSet<>();
    private long lastNumber;
    private int inFlight;
    private long heldUntil;
    private boolean held;
    private boolean silent;

    Writer(int index, Run run, Mouth mouth) {
        this.index = index;
        this.run = run;
        this.mouth = mouth;
        this.window = run.plan.window();
        this.dueOf = new long[Math.max(2, Integer.highestOneBit(window) * 2)];
    }

    int inFlight() {
        return inFlight + toRepeat.size();
    }

    /// Its connection is gone.
    void silence() {
        silent = true;
        inFlight = 0;
        toRepeat.clear();
    }

    /// Closed loop: says as much as the window lets.
    ///
    /// @return nanoseconds until it may go on, when it is held back
    long fill(long now) {
        if (silent) {
            return Long.MAX_VALUE;
        }
        if (held) {
            if (inFlight > 0) {
                // Answers to what followed the refused one come first: sending now would reorder.
                return Long.MAX_VALUE;
            }
            if (now < heldUntil) {
                return heldUntil - now;
            }
            held = false;
        }
        while (!toRepeat.isEmpty() && inFlight < window) {
            long number = toRepeat.getFirst();
            if (!say(number, dueOf[(int) number & (dueOf.length - 1)])) {
                return BACKLOG_NANOS;
            }
            toRepeat.remove(number);
        }
        while (run.sending && inFlight < window && say(lastNumber + 1, run.since(now))) {
            lastNumber++;
        }
        return Long.MAX_VALUE;
    }

    /// Open loop: says one that is due.
    ///
    /// What does not fit the window is not said later either.
    ///
    /// @param due nanoseconds since the run began; latency counts from here, however late it is said
    void one(long due) {
        if (!silent && inFlight < window && say(lastNumber + 1, due)) {
            lastNumber++;
        } else {
            run.tally.unsent++;
        }
    }

    /// @param nanos since it was due
    void acknowledged(long now, long nanos) {
        inFlight--;
        run.tally.acknowledged(nanos);
        next(now);
    }

    void refused(long number, boolean retryable, long retryAfterMs, String code, long now) {
        inFlight--;
        run.tally.refused(code);
        if (retryable && run.plan.rate() == 0) {
            toRepeat.add(number);
            held = true;
            heldUntil = now + (retryAfterMs == FrameScan.ABSENT ? PAUSE_MS : retryAfterMs) * MILLI_NANOS;
        }
        next(now);
    }

    boolean isHeld() {
        return held;
    }

    private void next(long now) {
        if (run.plan.rate() == 0) {
            fill(now);
        }
    }

    private boolean say(long number, long due) {
        Bytes text = run.text.write(index, number, due);
        if (!mouth.say(number, Long.MIN_VALUE | ((long) index << SENDER_SHIFT) | number, text)) {
            return false;
        }
        dueOf[(int) number & (dueOf.length - 1)] = due;
        inFlight++;
        return true;
    }
}
