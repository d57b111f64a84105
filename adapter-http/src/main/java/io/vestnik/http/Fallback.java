package io.vestnik.http;

import io.vestnik.http.route.Answer;
import io.vestnik.http.route.HttpMethod;
import io.vestnik.http.route.RouteTable;
import io.vestnik.http.route.StaticFiles;
import io.vestnik.http.route.StaticFiles.StaticFile;
import io.vestnik.wire.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Answers requests that no endpoint serves: static files, other methods of a path, unknown paths.
///
/// @param table all endpoints
record Fallback(RouteTable table, StaticFiles files) {

    /// Answers a request that no endpoint serves.
    Answer answer(HttpServletRequest request, String path) {
        Set<HttpMethod> methods = table.methodsAt(path);
        Optional<StaticFile> file = methods.isEmpty() ? files.find(path) : Optional.empty();
        boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        if (file.isPresent() && reads) {
            return file(file.get(), request);
        }
        if (methods.isEmpty() && file.isEmpty()) {
            return Answer.problem(ErrorCode.NOT_FOUND);
        }
        String allow = RouteTable.allow(file.isPresent() ? Set.of(HttpMethod.GET) : methods);
        return request.getMethod().equals("OPTIONS")
                ? Answer.none().with("Allow", allow)
                : Answer.problem(ErrorCode.METHOD_NOT_ALLOWED, "Here: " + allow + ".")
                        .with("Allow", allow);
    }

    /// The answer with a file, or 304 if the client has this version of the file already.
    static Answer file(StaticFile file, HttpServletRequest request) {
        Map<String, String> headers = new HashMap<>(file.headers());
        headers.put("ETag", file.etag());
        if (matches(request.getHeader("If-None-Match"), file.etag())) {
            return new Answer.Given(304, "", Answer.NO_BODY, Map.copyOf(headers));
        }
        Optional<Supplier<ByteBuffer>> gzipped =
                takesGzip(request.getHeader("Accept-Encoding")) ? file.gzipped() : Optional.empty();
        if (gzipped.isPresent()) {
            headers.put("Content-Encoding", "gzip");
        }
        return new Answer.Given(
                200, file.contentType(), gzipped.orElse(file.content()).get(), Map.copyOf(headers));
    }

    /// Whether an `If-None-Match` header matches an entity tag. Compares weakly, as RFC 9110 requires for this header.
    private static boolean matches(@Nullable String header, String etag) {
        if (header == null) {
            return false;
        }
        for (String candidate : header.split(",", -1)) {
            String given = candidate.strip();
            if (given.equals("*") || strong(given).equals(strong(etag))) {
                return true;
            }
        }
        return false;
    }

    private static String strong(String etag) {
        return etag.startsWith("W/") ? etag.substring(2) : etag;
    }

    private static boolean takesGzip(@Nullable String header) {
        if (header == null) {
            return false;
        }
        for (String candidate : header.split(",", -1)) {
            String[] parts = candidate.replace(" ", "").split(";", 2);
            if (parts[0].equals("gzip") || parts[0].equals("*")) {
                return parts.length == 1 || !parts[1].matches("q=0(\\.0*)?");
            }
        }
        return false;
    }
}
