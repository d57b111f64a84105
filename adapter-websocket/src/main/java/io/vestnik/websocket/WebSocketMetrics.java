package io.vestnik.websocket;

/// What can be counted of connections. Called on hot paths: implementations return at once.
public interface WebSocketMetrics {
    /// A connection was opened.
    void opened();

    /// A connection is gone.
    ///
    /// @param code the server's or the peer's close code; 1006 when it was cut
    void closed(int code);

    /// A frame came in.
    void received();

    /// Frames were written.
    void sent(int frames);

    /// Counts nothing.
    WebSocketMetrics NONE = new WebSocketMetrics() {
        @Override
        public void opened() {}

        @Override
        public void closed(int code) {}

        @Override
        public void received() {}

        @Override
        public void sent(int frames) {}
    };
}
