package io.vestnik.websocket.connection;

/// Receives connection metrics. Called on hot paths: implementations return at once.
public interface WebSocketMetrics {
    /// Records that a connection was opened.
    void opened();

    /// Records that the server begins to close a connection.
    ///
    /// @param reason the name of a close code, such as `slow_consumer`
    void ending(String reason);

    /// Records that a connection was closed.
    ///
    /// @param code the server's or the client's close code; 1006 if the connection was cut
    void closed(int code);

    /// Records a received frame.
    void received();

    /// Records written frames.
    void sent(int frames);

    /// Records that a frame was written to the socket. At most one queued frame of a connection is measured at a time.
    /// Therefore every frame is measured if frames come singly, and only a sample if they come faster than they are
    /// written.
    ///
    /// @param nanos the time since the frame was queued, in nanoseconds
    void delivered(long nanos);

    /// Ignores all metrics.
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
