package io.vestnik.http.endpoint;

import io.vestnik.http.edge.SecurityHeaders;
import io.vestnik.http.openapi.SwaggerUi;
import io.vestnik.http.route.Answer;
import io.vestnik.http.route.Client;
import io.vestnik.http.route.LazyBytes;
import io.vestnik.http.route.Route;
import io.vestnik.http.route.Shapes;
import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.schema.Description;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Endpoints of the service itself: health, metrics and protocol descriptions.
public final class ServiceRoutes {
    public static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String TAG = "Service";
    private static final String HTML = "text/html; charset=utf-8";
    private static final Map<String, String> REVALIDATED = Map.of("Cache-Control", "no-cache");

    private final Operation operation;
    private final Optional<Integer> metricsPort;
    private final LazyBytes openApi;
    private final LazyBytes asyncApi;

    /// @param openApi the document about all routes, including the routes of this class; it is generated on first use
    public ServiceRoutes(Operation operation, Optional<Integer> metricsPort, Supplier<byte[]> openApi) {
        this.operation = operation;
        this.metricsPort = metricsPort;
        this.openApi = new LazyBytes(openApi);
        this.asyncApi = new LazyBytes(operation.asyncApi());
    }

    @Description("The health of the server.")
    record Health(
            @Description(value = "Always `up`; every other state is an error response.", example = "up")
            String status) {}

    /// The endpoints, in the order of matching.
    public List<Route<?>> all() {
        return List.of(
                Route.get("/health/live")
                        .named("isLive", TAG, "Whether the process runs")
                        .gives(200, Health.class, "The process runs.")
                        .free()
                        .open((request, client) -> up()),
                Route.get("/health/ready")
                        .named("isReady", TAG, "Whether requests can be served")
                        .explained(
                                "`unavailable` while the database cannot be reached and while the server shuts down.")
                        .gives(200, Health.class, "Requests can be served.")
                        .free()
                        .open((request, client) -> operation.ready().getAsBoolean()
                                ? up()
                                : Answer.problem(ErrorCode.UNAVAILABLE, "Not ready.")),
                Route.get("/metrics")
                        .named("getMetrics", TAG, "Metrics for Prometheus")
                        .explained("For clients on the same machine; for all clients on a separate port if one is set.")
                        .gives(200, PROMETHEUS, "The metrics.")
                        .fails(ErrorCode.NOT_FOUND)
                        .free()
                        .open((request, client) -> metrics(client)),
                Route.get("/openapi.json")
                        .named("getOpenApi", TAG, "This document")
                        .gives(200, Answer.JSON, "OpenAPI 3.1.")
                        .open((request, client) -> document(openApi)),
                Route.get("/asyncapi.json")
                        .named("getAsyncApi", TAG, "The document about the WebSocket at /ws")
                        .gives(200, Answer.JSON, "AsyncAPI 3.")
                        .open((request, client) -> document(asyncApi)),
                Route.get("/docs")
                        .named("getDocs", TAG, "This document as a page that sends requests")
                        .gives(200, HTML, "Swagger UI.")
                        .open((request, client) -> new Answer.Given(
                                200,
                                HTML,
                                SwaggerUi.page(),
                                Map.of("Content-Security-Policy", SecurityHeaders.DOCS, "Cache-Control", "no-cache"))));
    }

    private static Answer up() {
        return Answer.json(200, Shapes.of(Health.class), new Health("up"));
    }

    private Answer metrics(Client client) {
        return client.local() && metricsPort.isEmpty()
                ? new Answer.Given(
                        200,
                        PROMETHEUS,
                        ByteBuffer.wrap(operation.metrics().get().getBytes(StandardCharsets.UTF_8)),
                        Map.of())
                : Answer.problem(ErrorCode.NOT_FOUND);
    }

    private static Answer document(LazyBytes json) {
        return new Answer.Given(200, Answer.JSON, json.view(), REVALIDATED);
    }
}
