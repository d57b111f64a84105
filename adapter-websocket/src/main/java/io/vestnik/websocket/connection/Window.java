package io.vestnik.websocket.connection;

import io.vestnik.application.limit.MemoryBudget;

/// Decides when to pause reading a connection. Safe for any thread.
///
/// Reading pauses while too many requests are unanswered, so that a client causes neither unbounded work nor unbounded
/// memory: the client's own writes wait, and no error is needed. If the requests of all connections together have used
/// up their memory, a connection with an unanswered request is not read. Reading also pauses while the connection is
/// held because too many of its requests were refused.
final class Window {
    /// The maximum number of unanswered requests: enough for one connection to keep a group commit busy.
    static final int REQUESTS_MAX = 256;

    /// The size of the frames of unanswered requests, in bytes, from which reading pauses. The last frame read may
    /// exceed this size.
    static final int BYTES_MAX = 512 * 1024;

    /// The memory of a request in addition to its frame, in bytes.
    private static final int REQUEST_BYTES = 512;

    private static final int FULL_PERCENT = 100;

    private final MemoryBudget memory;
    private int requests;
    private int bytes;
    private boolean full;
    private boolean held;
    private long heldUntilNanos;
    /// Whether the reader has stopped. The caller that ends the pause starts the reader again.
    private boolean paused;
    private boolean gone;

    /// @param memory the budget of the requests of all connections
    Window(MemoryBudget memory) {
        this.memory = memory;
    }

    /// Counts a request that arrived.
    synchronized void opened(int weight) {
        requests++;
        bytes += weight;
        if (!gone) {
            memory.reserveAnyway(REQUEST_BYTES + weight);
        }
    }

    /// Ends the counting for a closed connection: its unanswered requests no longer count.
    synchronized void discard() {
        if (!gone) {
            gone = true;
            memory.release((long) requests * REQUEST_BYTES + bytes);
        }
    }

    /// Counts a request that was answered.
    ///
    /// @return whether paused reading resumes now
    synchronized boolean closed(int weight) {
        requests--;
        bytes -= weight;
        if (!gone) {
            memory.release(REQUEST_BYTES + weight);
        }
        // Resumes at half of the bounds, so that the connection is not stopped and started for each frame.
        if (full && requests <= REQUESTS_MAX / 2 && bytes <= BYTES_MAX / 2) {
            full = false;
        }
        return goesOn();
    }

    /// Holds the connection: it is not read until `untilNanos` on the monotonic clock.
    synchronized void hold(long untilNanos) {
        held = true;
        heldUntilNanos = untilNanos;
    }

    /// Ends the hold if its time has passed.
    ///
    /// @return whether paused reading resumes now
    synchronized boolean release(long nowNanos) {
        if (held && nowNanos - heldUntilNanos >= 0) {
            held = false;
        }
        return goesOn();
    }

    /// Pauses reading if the connection has too many unanswered requests, if the memory for requests is used up, or if
    /// the connection is held. Called by the reader after each frame.
    ///
    /// @return whether reading is paused
    synchronized boolean pauseIfFull() {
        full = requests >= REQUESTS_MAX || bytes >= BYTES_MAX || (requests > 0 && memory.filledBeyond(FULL_PERCENT));
        paused = full || held;
        return paused;
    }

    /// Ends all pauses.
    ///
    /// @return whether there was a pause
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
