package io.vestnik.web;

import java.util.Map;
import java.util.Optional;

/// One file of the web client, ready to be sent.
///
/// @param path where it is served, absolute
/// @param contentType with its charset
/// @param etag as the header has it: weak, because both encodings share it
/// @param headers all others that belong to the answer: caching, and what the browser may do with the content
/// @param body the content as it is
/// @param gzipped the same compressed, where that is smaller
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
