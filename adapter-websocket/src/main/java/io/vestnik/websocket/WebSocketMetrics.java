package io.vestnik.websocket;

/// What can be counted of connections. Called on hot paths: implementations return at once.
public interface WebSocketMetrics {
    /// A connection was opened.
    void opened();

    /// This side begins to end a connection.
    ///
    /// @param reason one of the close codes' names, such as `slow_consumer`
    void ending(String reason);

    /// A connection is gone.
    ///
    /// @param code the server's or the peer's close code; 1006 when it was cut
    void closed(int code);

    /// A frame came in.
    void received();

    /// Frames were written.
    void sent(int frames);

    /// A frame was taken by the socket. Told of one frame of a connection at a time: of each, where they come apart, of
    /// a sample, where they come faster than they go.
    ///
    /// @param nanos since it was put into the queue
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
