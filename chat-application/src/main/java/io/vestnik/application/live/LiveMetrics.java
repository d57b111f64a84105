package io.vestnik.application.live;

/// Metrics of live delivery. Called on hot paths: implementations return at once.
public interface LiveMetrics {
    /// A connection was opened.
    void opened();

    /// A connection has ended.
    void closed();

    /// A feed read the log because of missed notifications.
    void repaired();

    /// An event loop was too far behind and dropped a notification. A later comparison with the store recovers it.
    void dropped();

    /// All connections of a user were closed, because the memory for the chats of connected users is full and this user
    /// has the most chats.
    void evicted();

    /// A committed event was passed to all connected members whom it concerns.
    ///
    /// @param nanos the time since this node received the notification of the commit, in nanoseconds
    void shown(long nanos);

    /// Metrics that count nothing.
    LiveMetrics NONE = new LiveMetrics() {
        @Override
        public void opened() {}

        @Override
        public void closed() {}

        @Override
        public void repaired() {}

        @Override
        public void dropped() {}

        @Override
        public void evicted() {}

        @Override
        public void shown(long nanos) {}
    };
}
