package io.vestnik.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What every answer tells browsers, unless it says otherwise itself.
final class SecurityHeaders {
    /// Nothing of the API is a page: a browser that takes it for one shall do nothing with it.
    private static final String NOTHING =
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// Swagger UI: its own files, a few pictures inside its style sheet, and styles that it makes itself.
    static final String DOCS = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src"
            + " 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors"
            + " 'none'";

    static final String HSTS = "Strict-Transport-Security";

    /// Of this host alone: what others of its domain speak is not known here.
    static final String HSTS_YEAR = "max-age=31536000";

    /// In the order in which they are written.
    static final Map<String, String> ALWAYS = always();

    private SecurityHeaders() {}

    private static Map<String, String> always() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Security-Policy", NOTHING);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("X-Frame-Options", "DENY");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
        // Answers are about one person and one moment; what may be kept says so itself.
        headers.put("Cache-Control", "no-store");
        return Collections.unmodifiableMap(headers);
    }
}
