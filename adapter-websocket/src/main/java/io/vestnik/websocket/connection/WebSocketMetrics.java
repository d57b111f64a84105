package io.vestnik.websocket.connection;

/// Connection metrics. Called on hot paths: implementations return at once.
public interface WebSocketMetrics {
    /// A connection was opened.
    void opened();

    /// The server begins to close a connection.
    ///
    /// @param reason the name of a close code, such as `slow_consumer`
    void ending(String reason);

    /// A connection was closed.
    ///
    /// @param code the server's or the client's close code; 1006 if the connection was cut
    void closed(int code);

    /// A frame was received.
    void received();

    /// Frames were written.
    void sent(int frames);

    /// A frame was written to the socket. At most one queued frame of a connection is measured at a time: every frame
    /// if they come singly, a sample if they come faster than they are written.
    ///
    /// @param nanos since the frame was queued
    void delivered(long nanos);

    /// Counts nothing.
    WebSocketMetrics NONE = new WebSocketMetrics() {
        @Override
        public void opened() {}

        @Override
        public void ending(String reason) {}

        @Override
        public void closed(int code) {}

        @Override
        public void received() {}

        @Override
        public void sent(int frames) {}

        @Override
        public void delivered(long nanos) {}
    };
}
