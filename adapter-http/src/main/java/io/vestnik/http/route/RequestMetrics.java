package io.vestnik.http.route;

/// Receives request metrics. Implementations return immediately.
@FunctionalInterface
public interface RequestMetrics {
    /// Records that a request was answered. Called once per request.
    ///
    /// @param route the path as declared, with parameters in braces; empty if no endpoint matched
    /// @param status the status of the response
    /// @param nanos the time from finding the endpoint to the end of the response, in nanoseconds
    void answered(String method, String route, int status, long nanos);

    /// Records that a response was cut, because its client was slow and other requests needed the memory.
    default void responseCut() {}

    /// Ignores all metrics.
    RequestMetrics NONE = (method, route, status, nanos) -> {};
}
