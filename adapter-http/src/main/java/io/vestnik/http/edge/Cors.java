package io.vestnik.http.edge;

import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/// Allows pages of the configured origins to use the API. Credentials such as cookies are not allowed, because the API
/// does not use cookies.
///
/// @param origins the allowed origins, for example `https://example.org`; `*` for all
public record Cors(Set<String> origins) {
    private static final String ANY = "*";
    private static final String DAY = "86400";

    /// Copies `origins`.
    public Cors {
        origins = Set.copyOf(origins);
    }

    /// Adds the headers that a page of the request's origin needs to read the response.
    ///
    /// @return whether the request is a preflight
    boolean apply(Request request, Response response) {
        if (origins.isEmpty()) {
            return false;
        }
        HttpFields.Mutable headers = response.getHeaders();
        if (!origins.contains(ANY)) {
            headers.put(new HttpField("Vary", "Origin"));
        }
        String origin = request.getHeaders().get("Origin");
        if (origin == null || (!origins.contains(ANY) && !origins.contains(origin))) {
            return false;
        }
        headers.put(new HttpField("Access-Control-Allow-Origin", origins.contains(ANY) ? ANY : origin));
        if (request.getMethod().equals("OPTIONS") && request.getHeaders().contains("Access-Control-Request-Method")) {
            headers.put(new HttpField("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE"));
            headers.put(new HttpField(
                    "Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key, X-Request-Id"));
            headers.put(new HttpField("Access-Control-Max-Age", DAY));
            return true;
        }
        headers.put(new HttpField(
                "Access-Control-Expose-Headers", "Idempotent-Replayed, Location, Retry-After, X-Request-Id"));
        return false;
    }
}
