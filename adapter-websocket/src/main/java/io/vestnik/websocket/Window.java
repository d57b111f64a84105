package io.vestnik.websocket;

/// The requests of one connection that are not answered yet. When there are too many the connection is not read from,
/// so that a client can make neither unbounded work nor unbounded memory, and needs no error to be told so: its own
/// writes wait. Safe for any thread.
final class Window {
    /// Enough to keep a group commit busy from one connection.
    static final int REQUESTS_MAX = 256;

    /// What the frames of those requests may weigh; one frame more always passes.
    static final int BYTES_MAX = 512 * 1024;

    private int requests;
    private int bytes;
    private boolean paused;

    /// A request came.
    synchronized void opened(int weight) {
        requests++;
        bytes += weight;
    }

    /// A request was answered.
    ///
    /// @return whether reading, which was paused, goes on now
    synchronized boolean closed(int weight) {
        requests--;
        bytes -= weight;
        // Half empty first, so that the connection is not stopped and started for each frame.
        if (paused && requests <= REQUESTS_MAX / 2 && bytes <= BYTES_MAX / 2) {
            paused = false;
            return true;
        }
        return false;
    }

    /// Pauses reading when there is enough to do.
    ///
    /// @return whether it is paused
    synchronized boolean pauseIfFull() {
        paused = requests >= REQUESTS_MAX || bytes >= BYTES_MAX;
        return paused;
    }

    /// Ends a pause for good reason.
    ///
    /// @return whether there was one
    synchronized boolean resume() {
        boolean was = paused;
        paused = false;
        return was;
    }

    synchronized boolean paused() {
        return paused;
    }
}
