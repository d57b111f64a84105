package io.vestnik.web;

import java.util.Map;
import java.util.Optional;

/// One file of the web client, ready to be served.
///
/// @param path the absolute path of its URL
/// @param contentType with its charset
/// @param etag in header form: weak, because both encodings share it
/// @param headers all other response headers: caching, and the browser's permissions for the content
/// @param body the uncompressed content
/// @param gzipped the compressed content, if it is smaller
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
