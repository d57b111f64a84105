package io.vestnik.http.endpoint;

import io.vestnik.http.route.RequestMetrics;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// The operator's endpoints.
///
/// @param ready whether requests can be served: the store answers, and the server is not shutting down
/// @param metrics the metrics, in the text format of Prometheus
/// @param requests receives request metrics
/// @param asyncApi the description of the WebSocket protocol, as JSON
public record Operation(
        BooleanSupplier ready, Supplier<String> metrics, RequestMetrics requests, Supplier<byte[]> asyncApi) {}
