package io.vestnik.websocket.connection;

import org.jspecify.annotations.Nullable;

/// The output of the frame that is being processed: what to write, and when. Only calls on the thread that processes
/// the frame have an effect; calls on other threads are answers to earlier frames.
final class Turn {
    /// The thread that processes a frame; null between frames.
    private @Nullable Thread receiver;

    private boolean writeNow;
    private boolean writeSoon;
    private boolean refused;

    /// When the output of a frame is to be written.
    enum Writing {
        /// At once.
        NOW,
        /// When it fills a write, or after the frames that arrived with this one.
        SOON,
        /// There is none.
        NONE
    }

    /// Begins with a frame. For the receiver, as all calls below.
    void begin() {
        receiver = Thread.currentThread();
        refused = false;
    }

    /// Ends with a frame.
    void end() {
        receiver = null;
    }

    /// Whether the calling thread processes a frame.
    boolean current() {
        return Thread.currentThread() == receiver;
    }

    /// The frame has an answer.
    void answered() {
        writeNow |= current();
    }

    /// The frame has output that may wait.
    void queued() {
        writeSoon |= current();
    }

    /// The frame was refused and is to be repeated.
    void refuse() {
        writeSoon |= current();
        refused |= current();
    }

    /// Whether the frame was refused.
    boolean wasRefused() {
        return refused;
    }

    /// When to write the output since the last call.
    Writing take() {
        Writing writing = writeNow ? Writing.NOW : writeSoon ? Writing.SOON : Writing.NONE;
        writeNow = false;
        writeSoon = false;
        return writing;
    }
}
