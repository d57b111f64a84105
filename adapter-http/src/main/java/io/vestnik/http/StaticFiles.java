package io.vestnik.http;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The files that are served where no endpoint is: the web client.
@FunctionalInterface
public interface StaticFiles {

    /// The file at an absolute path, the query apart.
    Optional<StaticFile> find(String path);

    /// No files.
    static StaticFiles none() {
        return path -> Optional.empty();
    }

    /// A file.
    ///
    /// @param contentType with its charset
    /// @param etag as the header has it, with its quotes
    /// @param headers in the place of, or beside, those that every answer has
    /// @param content as it is; a read-only view of memory that all requests share, since readers may be slow
    /// @param gzipped compressed, where that is smaller; as `content`
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
