package io.vestnik.application.live;

/// Metrics of live delivery. Called on hot paths: implementations return at once.
public interface LiveMetrics {
    /// A connection was opened.
    void opened();

    /// A connection has ended.
    void closed();

    /// A feed read the log because of missed notifications.
    void repaired();

    /// An event loop was too far behind and dropped notifications, which a later comparison recovers.
    void dropped();

    /// An event was put into the queues of all connected members it is for.
    ///
    /// @param nanos nanoseconds since the notification of the commit arrived
    void shown(long nanos);

    /// Counts nothing.
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
        public void shown(long nanos) {}
    };
}
