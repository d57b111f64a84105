package io.vestnik.application.live;

/// The connection is gone; whoever was writing to it stops.
public final class OutletClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Says so.
    public OutletClosedException() {
        super("the connection is closed");
    }
}
