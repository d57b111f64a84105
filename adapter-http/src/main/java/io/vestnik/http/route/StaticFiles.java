package io.vestnik.http.route;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The files that are served if no endpoint matches the request: the web client.
@FunctionalInterface
public interface StaticFiles {

    /// The file at an absolute path, without the query.
    Optional<StaticFile> find(String path);

    /// No files.
    static StaticFiles none() {
        return path -> Optional.empty();
    }

    /// A static file.
    ///
    /// @param contentType the content type, with its charset
    /// @param etag the value of the `ETag` header, including its quotes
    /// @param headers headers that replace or complete the common headers of responses
    /// @param content the uncompressed file; a read-only view of memory that all requests share, so that slow readers
    ///     do not each hold a copy
    /// @param gzipped the compressed file, if it is smaller; shared like `content`
    record StaticFile(
            String contentType,
            String etag,
            Map<String, String> headers,
            Supplier<ByteBuffer> content,
            Optional<Supplier<ByteBuffer>> gzipped) {
        /// Copies `headers`.
        public StaticFile {
            headers = Map.copyOf(headers);
        }
    }
}
