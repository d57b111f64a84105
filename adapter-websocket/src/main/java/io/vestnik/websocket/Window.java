package io.vestnik.websocket;

import io.vestnik.application.limit.MemoryBudget;

/// Decides when a connection is not read. Safe for any thread.
///
/// Reading pauses while too many requests are unanswered, so that a client can make neither unbounded work nor
/// unbounded memory: its own writes wait, and no error is needed. Where the requests of all connections together use up
/// their memory, a connection is not read while it has one. It also pauses while the connection is held because too
/// many of its requests were refused.
final class Window {
    /// Enough to keep a group commit busy from one connection.
    static final int REQUESTS_MAX = 256;

    /// What the frames of those requests may weigh; one frame more always passes.
    static final int BYTES_MAX = 512 * 1024;

    /// Of a request's objects, beside its frame.
    private static final int REQUEST_BYTES = 512;

    private static final int FULL_PERCENT = 100;

    private final MemoryBudget memory;
    private int requests;
    private int bytes;
    private boolean full;
    private boolean held;
    private long heldUntilNanos;
    /// Whether the reader has stopped and is to be started again by the call that ends the pause.
    private boolean paused;
    private boolean gone;

    /// @param memory of the requests of all connections
    Window(MemoryBudget memory) {
        this.memory = memory;
    }

    /// A request came.
    synchronized void opened(int weight) {
        requests++;
        bytes += weight;
        if (!gone) {
            memory.reserveAnyway(REQUEST_BYTES + weight);
        }
    }

    /// The connection is gone: what was not answered no longer counts.
    synchronized void discard() {
        if (!gone) {
            gone = true;
            memory.release((long) requests * REQUEST_BYTES + bytes);
        }
    }

    /// A request was answered.
    ///
    /// @return whether reading, which was paused, goes on now
    synchronized boolean closed(int weight) {
        requests--;
        bytes -= weight;
        if (!gone) {
            memory.release(REQUEST_BYTES + weight);
        }
        // Half empty first, so that the connection is not stopped and started for each frame.
        if (full && requests <= REQUESTS_MAX / 2 && bytes <= BYTES_MAX / 2) {
            full = false;
        }
        return goesOn();
    }

    /// Keeps the connection from being read until a time.
    synchronized void hold(long untilNanos) {
        held = true;
        heldUntilNanos = untilNanos;
    }

    /// Ends the hold if it is time.
    ///
    /// @return whether reading, which was paused, goes on now
    synchronized boolean release(long nowNanos) {
        if (held && nowNanos - heldUntilNanos >= 0) {
            held = false;
        }
        return goesOn();
    }

    /// Pauses reading if the connection is full or held. Called by the reader after each frame.
    ///
    /// @return whether it is paused
    synchronized boolean pauseIfFull() {
        full = requests >= REQUESTS_MAX || bytes >= BYTES_MAX || (requests > 0 && memory.filledBeyond(FULL_PERCENT));
        paused = full || held;
        return paused;
    }

    /// Ends all pauses.
    ///
    /// @return whether there was one
    synchronized boolean resume() {
        full = false;
        held = false;
        return goesOn();
    }

    synchronized boolean paused() {
        return paused;
    }

    private boolean goesOn() {
        boolean goesOn = paused && !full && !held;
        if (goesOn) {
            paused = false;
        }
        return goesOn;
    }
}
