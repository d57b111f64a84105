package io.vestnik.load;

import io.vestnik.checker.Breach;
import io.vestnik.checker.Law;
import io.vestnik.checker.Ledger;
import java.util.TreeSet;

/// Sends the messages of one user to one chat and numbers them. In an open loop, the writer follows the rate. In a
/// closed loop, it keeps the window full, and sends a temporarily refused message again with the same key before any
/// later message. Used on the loop's thread only.
final class Writer {

    /// How a writer passes a message to its connection.
    interface MessageSink {
        /// Sends a message.
        ///
        /// @param key the lower half of the idempotency key
        /// @return false = not sent: too much output is waiting, or the connection cannot take a message now
        boolean send(long number, long key, Bytes text);
    }

    private static final long MILLI_NANOS = 1_000_000;
    private static final long PAUSE_MS = 100;
    private static final long BACKLOG_NANOS = 10_000_000;
    private static final int SENDER_SHIFT = 36;

    final int index;
    private final Run run;
    private final MessageSink sink;
    private final int window;
    private final Ledger ledger;
    private final long[] dueOf;

    /// For each new send: its number, and the highest id of the chat that was acknowledged before it was sent.
    private final long[] numberOf;

    private final long[] acknowledgedBefore;
    private final TreeSet<Long> toRepeat = new TreeSet<>();
    private long lastNumber;
    private int inFlight;
    private long heldUntil;
    private boolean held;
    private boolean stopped;

    Writer(int index, Run run, MessageSink sink, Ledger ledger) {
        this.index = index;
        this.run = run;
        this.sink = sink;
        this.ledger = ledger;
        this.window = run.plan.window();
        this.dueOf = new long[Math.max(2, Integer.highestOneBit(window) * 2)];
        this.numberOf = new long[dueOf.length];
        this.acknowledgedBefore = new long[dueOf.length];
    }

    int inFlight() {
        return inFlight + toRepeat.size();
    }

    /// Stops the writer after the end of its connection.
    void stop() {
        stopped = true;
        inFlight = 0;
        toRepeat.clear();
    }

    /// Sends as many messages as the window permits, in a closed loop.
    ///
    /// @return the time until the next call is needed, in nanoseconds; `Long.MAX_VALUE` = not before an answer
    long fill(long now) {
        if (stopped) {
            return Long.MAX_VALUE;
        }
        if (held) {
            if (inFlight > 0) {
                // While an earlier send is unanswered, a new send could overtake it.
                return Long.MAX_VALUE;
            }
            if (now < heldUntil) {
                return heldUntil - now;
            }
            held = false;
        }
        while (!toRepeat.isEmpty() && inFlight < window) {
            long number = toRepeat.getFirst();
            if (!send(number, dueOf[(int) number & (dueOf.length - 1)])) {
                return BACKLOG_NANOS;
            }
            toRepeat.remove(number);
        }
        while (run.sending && inFlight < window && send(lastNumber + 1, run.since(now))) {
            sentNew();
        }
        return Long.MAX_VALUE;
    }

    /// Sends one message that is due, in an open loop.
    ///
    /// A message that exceeds the window is not sent later either.
    ///
    /// @param due the time in nanoseconds since the beginning of the run; latency counts from this time, even if the
    ///     send is late
    void one(long due) {
        if (!stopped && inFlight < window && send(lastNumber + 1, due)) {
            sentNew();
        } else {
            run.tally.unsent++;
        }
    }

    private void sentNew() {
        lastNumber++;
        int at = (int) lastNumber & (dueOf.length - 1);
        numberOf[at] = lastNumber;
        acknowledgedBefore[at] = ledger.lastAcknowledged();
    }

    /// Records the acknowledgement of a send, after the ledger does: the next messages are sent here.
    ///
    /// @param id the id of the message
    /// @param nanos the time since the message was due
    void acknowledged(long number, long id, long now, long nanos) {
        int at = (int) number & (dueOf.length - 1);
        if (numberOf[at] == number && id <= acknowledgedBefore[at]) {
            run.breaches.add(
                    Law.REAL_TIME,
                    Breach.OUT_OF_ORDER,
                    "person " + index + ": message " + id + " was sent after " + acknowledgedBefore[at]
                            + " was acknowledged");
        }
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

    private boolean send(long number, long due) {
        Bytes text = run.text.write(index, number, due);
        if (!sink.send(number, Long.MIN_VALUE | ((long) index << SENDER_SHIFT) | number, text)) {
            return false;
        }
        dueOf[(int) number & (dueOf.length - 1)] = due;
        inFlight++;
        return true;
    }
}
