package io.vestnik.web;

import java.util.LinkedHashMap;
import java.util.Map;

/// The response headers of the web client's files.
final class Headers {

    private static final String YEAR = "public, max-age=31536000, immutable";

    private Headers() {}

    /// The headers of a file whose path contains a hash of all files, so that new content has a new path. Browsers
    /// cache the file for a year without asking the server again.
    static Map<String, String> forGood() {
        return with(YEAR);
    }

    /// The headers of a file whose content may change while its path stays: browsers revalidate the file at each use.
    static Map<String, String> renewed() {
        return with("no-cache");
    }

    static Map<String, String> worker() {
        Map<String, String> headers = with("no-cache");
        headers.put("Content-Security-Policy", "default-src 'none'; connect-src 'self'");
        return headers;
    }

    /// The headers of the page.
    ///
    /// @param importMap the hash of the only inline script, which is the import map
    static Map<String, String> page(String importMap) {
        Map<String, String> headers = with("no-cache");
        headers.put(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self' '"
                        + importMap
                        + "'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self';"
                        + " manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none';"
                        + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html"
                        + " vestnik");
        headers.put("X-Frame-Options", "DENY");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
        return headers;
    }

    private static Map<String, String> with(String caching) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Cache-Control", caching);
        headers.put("Vary", "Accept-Encoding");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        return headers;
    }
}
