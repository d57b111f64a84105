package io.vestnik.application.live.feed;

/// A queue of frames to a client, which [#flush] writes.
public interface Flushable {
    /// Writes the queued frames.
    void flush();
}
