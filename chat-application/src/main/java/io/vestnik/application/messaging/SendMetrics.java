package io.vestnik.application.messaging;

/// What can be counted of sends. Called on the hot path, by the thread that committed: implementations return at once.
@FunctionalInterface
public interface SendMetrics {
    /// A send has its answer.
    ///
    /// @param nanos from the call to the answer, the commit included
    void answered(SendMessage.Outcome outcome, long nanos);

    /// Counts nothing.
    SendMetrics NONE = (outcome, nanos) -> {};
}
