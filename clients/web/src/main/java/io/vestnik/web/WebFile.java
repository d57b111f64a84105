package io.vestnik.web;

import java.util.Map;
import java.util.Optional;

/// A file of the web client, ready to be served.
///
/// @param path the path in the file's URL, beginning with `/`
/// @param contentType the content type with its charset
/// @param etag the value of the `ETag` header: weak, because the compressed and the uncompressed body share it
/// @param headers all other response headers, which control caching and what the content may do in the browser
/// @param body the uncompressed content
/// @param gzipped the compressed content; empty if it would not be smaller
public record WebFile(
        String path,
        String contentType,
        String etag,
        Map<String, String> headers,
        WebBytes body,
        Optional<WebBytes> gzipped) {

    public WebFile {
        headers = Map.copyOf(headers);
    }
}
