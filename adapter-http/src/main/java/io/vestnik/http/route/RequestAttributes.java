package io.vestnik.http.route;

import io.vestnik.application.limit.ClientAddress;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// The attributes that `EdgeHandler` attaches to a request.
public final class RequestAttributes {
    public static final String REQUEST_ID = "io.vestnik.http.requestId";
    public static final String CLIENT = "io.vestnik.http.client";
    public static final String CONNECTION = "io.vestnik.http.connection";

    private static final Client UNKNOWN = new Client(new ClientAddress("unknown"), false);

    private RequestAttributes() {}

    /// The request id, as in the log; empty if the request did not pass `EdgeHandler`.
    static String requestId(HttpServletRequest request) {
        return Optional.ofNullable(request.getAttribute(REQUEST_ID))
                .map(Object::toString)
                .orElse("");
    }

    /// The client that sent the request; an unknown client if the request did not pass `EdgeHandler`.
    public static Client client(HttpServletRequest request) {
        return clientOrUnknown(request.getAttribute(CLIENT));
    }

    /// The connection of the request; empty if the request did not pass `EdgeHandler`.
    public static Optional<Connection> connection(HttpServletRequest request) {
        return request.getAttribute(CONNECTION) instanceof Connection connection
                ? Optional.of(connection)
                : Optional.empty();
    }

    /// The client that sent the request; an unknown client if the request did not pass `EdgeHandler`.
    public static Client client(Request request) {
        return clientOrUnknown(request.getAttribute(CLIENT));
    }

    private static Client clientOrUnknown(@Nullable Object mark) {
        return mark instanceof Client client ? client : UNKNOWN;
    }
}
