package io.vestnik.application.live;

/// The connection is closed; code that writes to it stops.
public final class EventSinkClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Creates the exception.
    public EventSinkClosedException() {
        super("the connection is closed");
    }
}
