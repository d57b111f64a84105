package io.vestnik.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A path and its query with encoded values.
record Query(String path) {

    static Query of(String path) {
        return new Query(path);
    }

    /// Omitted if absent.
    Query with(String name, @Nullable String value) {
        return value == null
                ? this
                : new Query(path + (path.contains("?") ? "&" : "?") + name + "="
                        + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    /// Omitted if 0, which requests the server's default.
    Query with(String name, long value) {
        return value == 0 ? this : always(name, value);
    }

    Query always(String name, long value) {
        return with(name, Long.toString(value));
    }
}
