package io.vestnik.http.route;

import io.vestnik.application.limit.NetworkBudget;
import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.json.FieldError;
import io.vestnik.wire.json.MalformedJsonException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpException;

/// Reads bodies of JSON up to a maximum size.
public final class RequestBody {
    /// The maximum size of a body, in bytes. The longest text, of 4,096 code points, fits even if each code point is
    /// escaped. WebSocket frames have the same bound.
    public static final int BYTES_MAX = 64 * 1024;

    /// The size, in bytes, from which a body needs memory from a budget that all requests share. A message of usual
    /// size is smaller and needs none.
    public static final int SMALL_BYTES = 4 * 1024;

    private RequestBody() {}

    /// The memory for the large bodies of one client.
    @FunctionalInterface
    public interface Memory {
        /// Takes a lease for this number of bytes; empty if there is no memory.
        Optional<NetworkBudget.Lease> take(long bytes);
    }

    /// Reads the body. If the body has more than [#BYTES_MAX] bytes, the rest is not kept and the connection closes
    /// after the response.
    ///
    /// @param memory lends the memory of a large body while the body arrives
    /// @throws BadRequestException if the body is too large, is not declared as JSON, is empty or does not arrive
    ///     completely, or if there is no memory for it
    static byte[] read(HttpServletRequest request, Memory memory) throws BadRequestException {
        if (request.getContentLengthLong() > BYTES_MAX) {
            throw tooLarge();
        }
        requireJson(request);
        byte[] bytes = bytes(request, memory);
        if (bytes.length > BYTES_MAX) {
            throw tooLarge();
        }
        if (bytes.length == 0) {
            throw malformed("is required");
        }
        return bytes;
    }

    /// The error for a body that is not JSON.
    static BadRequestException malformed(MalformedJsonException cause) {
        BadRequestException bad = malformed(String.valueOf(cause.getMessage()));
        bad.initCause(cause);
        return bad;
    }

    private static byte[] bytes(HttpServletRequest request, Memory memory) throws BadRequestException {
        try {
            InputStream in = request.getInputStream();
            byte[] small = in.readNBytes(SMALL_BYTES);
            if (small.length < SMALL_BYTES) {
                return small;
            }
            NetworkBudget.Lease lease = memory.take(BYTES_MAX).orElseThrow(RequestBody::noMemory);
            try {
                byte[] rest = in.readNBytes(BYTES_MAX + 1 - SMALL_BYTES);
                byte[] all = Arrays.copyOf(small, small.length + rest.length);
                System.arraycopy(rest, 0, all, small.length, rest.length);
                return all;
            } finally {
                lease.close();
            }
        } catch (IOException e) {
            BadRequestException bad = malformed("did not arrive whole");
            bad.initCause(e);
            throw bad;
        } catch (RuntimeException e) {
            if (e instanceof HttpException) {
                BadRequestException bad = malformed("has invalid HTTP framing");
                bad.initCause(e);
                throw bad;
            }
            throw e;
        }
    }

    private static void requireJson(HttpServletRequest request) throws BadRequestException {
        String type = request.getContentType();
        String encoding = request.getHeader("Content-Encoding");
        if (type == null || !isJson(type) || (encoding != null && !encoding.equalsIgnoreCase("identity"))) {
            throw new BadRequestException(Answer.problem(
                            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                            "The body must be application/json in UTF-8, not encoded.")
                    .with("Accept", Answer.JSON));
        }
    }

    private static boolean isJson(String contentType) {
        String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
        if (!parts[0].strip().equals(Answer.JSON)) {
            return false;
        }
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].strip();
            if (part.startsWith("charset=") && !part.equals("charset=utf-8") && !part.equals("charset=\"utf-8\"")) {
                return false;
            }
        }
        return true;
    }

    private static BadRequestException noMemory() {
        return new BadRequestException(
                Answer.problem(ErrorCode.UNAVAILABLE, "The server has no memory left for large requests; retry.")
                        .with("Connection", "close"));
    }

    private static BadRequestException tooLarge() {
        return new BadRequestException(Answer.problem(
                        ErrorCode.PAYLOAD_TOO_LARGE,
                        String.format(Locale.ROOT, "A body may have up to %d bytes.", BYTES_MAX))
                .with("Connection", "close"));
    }

    private static BadRequestException malformed(String message) {
        return new BadRequestException(Answer.invalid(List.of(new FieldError("body", message))));
    }
}
