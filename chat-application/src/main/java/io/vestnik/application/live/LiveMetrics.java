package io.vestnik.application.live;

/// What can be counted of what is live. Called on hot paths: implementations return at once.
public interface LiveMetrics {
    /// A connection was opened.
    void opened();

    /// A connection is gone.
    void closed();

    /// A feed had to read the log for what it was not told.
    void repaired();

    /// A lane was too far behind and dropped news, to be found again by comparing.
    void dropped();

    /// Something committed was put into the queues of everybody connected whom it is for.
    ///
    /// @param nanos since the news of the commit came
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
