package io.vestnik.http.edge;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Security headers of every response. A response may replace them by its own.
public final class SecurityHeaders {
    /// The content policy of API responses. The API has no pages: a browser that takes a response for a page must not
    /// do anything with it.
    private static final String DENY_ALL =
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// The content policy of Swagger UI, which needs its own files, a few images inside its style sheet, and styles
    /// that it generates.
    public static final String DOCS = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src"
            + " 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors"
            + " 'none'";

    static final String HSTS = "Strict-Transport-Security";

    /// The value of `Strict-Transport-Security`: one year. It applies to this host alone, because it is unknown whether
    /// the subdomains of this host support TLS.
    static final String HSTS_YEAR = "max-age=31536000";

    /// The headers of every response, in the order of writing.
    static final Map<String, String> ALWAYS = always();

    private SecurityHeaders() {}

    private static Map<String, String> always() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Security-Policy", DENY_ALL);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("X-Frame-Options", "DENY");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
        // A response is valid for one user at one moment, so it is not cached. A response that may be cached sets its
        // own header.
        headers.put("Cache-Control", "no-store");
        return Collections.unmodifiableMap(headers);
    }
}
