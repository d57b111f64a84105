package io.vestnik.http.route;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The files that are served where no endpoint matches: the web client.
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
    /// @param contentType with its charset
    /// @param etag as the header has it, with its quotes
    /// @param headers that replace or complete the common ones
    /// @param content uncompressed; a read-only view of memory that all requests share, since readers may be slow
    /// @param gzipped compressed, if that is smaller; shared like `content`
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
