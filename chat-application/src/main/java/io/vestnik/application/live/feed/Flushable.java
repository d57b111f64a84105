package io.vestnik.application.live.feed;

/// A queue of frames that is written to a client at once.
public interface Flushable {
    /// Writes the queued frames.
    void flush();
}
