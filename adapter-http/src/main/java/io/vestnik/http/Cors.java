package io.vestnik.http;

import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/// Lets pages of other origins use the API, where a setting says so. No cookies are involved, so no credentials are
/// allowed.
///
/// @param origins `https://example.org`; `*` for all
record Cors(Set<String> origins) {
    private static final String ANY = "*";
    private static final String DAY = "86400";

    /// Copies `origins`.
    Cors {
        origins = Set.copyOf(origins);
    }

    /// Adds what a page of the request's origin needs to read the answer.
    ///
    /// @return whether the request is only a browser's question whether it may ask
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
