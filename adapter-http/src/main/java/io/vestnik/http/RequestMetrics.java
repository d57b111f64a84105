package io.vestnik.http;

/// What can be counted of requests. Called once for each: implementations return at once.
@FunctionalInterface
public interface RequestMetrics {
    /// A request was answered.
    ///
    /// @param route as declared, with parameters in braces; empty when it was for no endpoint
    /// @param status the answer's
    /// @param nanos from the endpoint's being found to the answer's being written
    void answered(String method, String route, int status, long nanos);

    /// Counts nothing.
    RequestMetrics NONE = (method, route, status, nanos) -> {};
}
