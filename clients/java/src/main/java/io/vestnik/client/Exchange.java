package io.vestnik.client;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An HTTP request and its response, with unparsed bodies.
public final class Exchange {
    private final Request request;
    private final int status;
    private final Map<String, List<String>> headers;
    private final byte[] body;

    /// The request of an exchange.
    ///
    /// @param path the path with the query
    /// @param headers the request headers, including `Authorization`
    /// @param body the body as text; empty if there was none
    public record Request(String method, String path, Map<String, String> headers, String body) {}

    /// @param headers the response headers, with names in lower case
    Exchange(Request request, int status, Map<String, List<String>> headers, byte[] body) {
        this.request = request;
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    public Request request() {
        return request;
    }

    public int status() {
        return status;
    }

    /// The response headers with names in lower case.
    public Map<String, List<String>> headers() {
        return headers;
    }

    /// The first value of a response header.
    public @Nullable String header(String name) {
        List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
        return values == null || values.isEmpty() ? null : values.getFirst();
    }

    /// The response body as text.
    public String body() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /// The response body.
    public byte[] bytes() {
        return body.clone();
    }

    @Override
    public String toString() {
        return request.method() + " " + request.path() + " → " + status;
    }
}
