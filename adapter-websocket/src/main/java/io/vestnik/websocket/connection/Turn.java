package io.vestnik.websocket.connection;

import org.jspecify.annotations.Nullable;

/// Determines when the output of the frame that is being processed is written. Only calls on the thread that processes
/// the frame have an effect; calls on other threads belong to answers to earlier frames.
final class Turn {
    /// The thread that processes a frame; null between frames.
    private @Nullable Thread receiver;

    private boolean writeNow;
    private boolean writeSoon;
    private boolean refused;

    /// When to write the output of a frame.
    enum Writing {
        /// The output is written immediately.
        NOW,
        /// The output is written when it is large enough for one write. Otherwise it is written after the frames that
        /// arrived together with the processed frame have been processed too.
        SOON,
        /// There is no output.
        NONE
    }

    /// Begins the processing of a frame on the calling thread.
    void begin() {
        receiver = Thread.currentThread();
        refused = false;
    }

    /// Ends the processing of a frame.
    void end() {
        receiver = null;
    }

    /// Whether the calling thread is processing a frame.
    boolean current() {
        return Thread.currentThread() == receiver;
    }

    /// Records that the frame has an answer, which is written immediately.
    void answered() {
        writeNow |= current();
    }

    /// Records that the frame has output that may wait.
    void queued() {
        writeSoon |= current();
    }

    /// Records that the frame was refused and that the client repeats it.
    void refuse() {
        writeSoon |= current();
        refused |= current();
    }

    /// Whether the frame was refused.
    boolean wasRefused() {
        return refused;
    }

    /// Returns how soon the output that was recorded since the last call of this method has to be written.
    Writing take() {
        Writing writing = writeNow ? Writing.NOW : writeSoon ? Writing.SOON : Writing.NONE;
        writeNow = false;
        writeSoon = false;
        return writing;
    }
}
