package io.vestnik.application.messaging;

/// Metrics of sends. Called on the hot path, by the committing thread: implementations return at once.
@FunctionalInterface
public interface SendMetrics {
    /// A send was answered.
    ///
    /// @param nanos nanoseconds from the call to the answer, including the commit
    void answered(SendMessage.Outcome outcome, long nanos);

    /// Metrics that count nothing.
    SendMetrics NONE = (outcome, nanos) -> {};
}
