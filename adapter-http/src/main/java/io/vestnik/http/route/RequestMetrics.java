package io.vestnik.http.route;

/// Receives request metrics. Called once per request; implementations return at once.
@FunctionalInterface
public interface RequestMetrics {
    /// Records that a request was answered.
    ///
    /// @param route the path as declared, with parameters in braces; empty if no endpoint matched
    /// @param status the status of the response
    /// @param nanos the time from finding the endpoint to the end of the response, in nanoseconds
    void answered(String method, String route, int status, long nanos);

    /// A response was cut: its client was slow, and other requests needed the memory.
    default void responseCut() {}

    /// Ignores all metrics.
    RequestMetrics NONE = (method, route, status, nanos) -> {};
}
