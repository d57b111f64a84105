package io.vestnik.http.route;

/// Request metrics. Called once per request; implementations return at once.
@FunctionalInterface
public interface RequestMetrics {
    /// A request was answered.
    ///
    /// @param route as declared, with parameters in braces; empty if no endpoint matched
    /// @param status of the response
    /// @param nanos from finding the endpoint to the end of the response
    void answered(String method, String route, int status, long nanos);

    /// Counts nothing.
    RequestMetrics NONE = (method, route, status, nanos) -> {};
}
