package io.vestnik.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A path with query parameters, whose values are encoded.
record Query(String path) {

    static Query of(String path) {
        return new Query(path);
    }

    /// Adds a parameter, unless its value is null.
    Query with(String name, @Nullable String value) {
        return value == null
                ? this
                : new Query(path + (path.contains("?") ? "&" : "?") + name + "="
                        + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    /// Adds a parameter, unless its value is 0, which stands for the server's default.
    Query with(String name, long value) {
        return value == 0 ? this : always(name, value);
    }

    Query always(String name, long value) {
        return with(name, Long.toString(value));
    }
}
