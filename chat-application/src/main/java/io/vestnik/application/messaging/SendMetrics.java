package io.vestnik.application.messaging;

/// Metrics of sends. Called for every send, often by the committing thread, so implementations return immediately.
@FunctionalInterface
public interface SendMetrics {
    /// Counts a send that was answered.
    ///
    /// @param nanos the time from the call to the answer in nanoseconds, including the commit
    void answered(SendMessage.Outcome outcome, long nanos);

    /// Metrics that count nothing.
    SendMetrics NONE = (outcome, nanos) -> {};
}
