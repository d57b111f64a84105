package io.vestnik.http;

import io.vestnik.application.limit.ClientAddress;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// The attributes that [Front] attaches to a request.
final class RequestMarks {
    static final String REQUEST_ID = "io.vestnik.http.requestId";
    static final String VISITOR = "io.vestnik.http.visitor";
    static final String CONNECTION = "io.vestnik.http.connection";

    private static final Visitor UNKNOWN = new Visitor(new ClientAddress("unknown"), false);

    private RequestMarks() {}

    /// The request id, as in the log; empty if the request did not pass the front.
    static String requestId(HttpServletRequest request) {
        return Optional.ofNullable(request.getAttribute(REQUEST_ID))
                .map(Object::toString)
                .orElse("");
    }

    /// The client.
    static Visitor visitor(HttpServletRequest request) {
        return known(request.getAttribute(VISITOR));
    }

    /// The connection of the request; empty if the request did not pass the front.
    static Optional<Connection> connection(HttpServletRequest request) {
        return request.getAttribute(CONNECTION) instanceof Connection connection
                ? Optional.of(connection)
                : Optional.empty();
    }

    /// The client.
    static Visitor visitor(Request request) {
        return known(request.getAttribute(VISITOR));
    }

    private static Visitor known(@Nullable Object mark) {
        return mark instanceof Visitor visitor ? visitor : UNKNOWN;
    }
}
