package io.vestnik.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.FieldError;
import io.vestnik.wire.Json;
import io.vestnik.wire.MalformedJsonException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpException;

/// Reads bodies: JSON, and not more of it than is allowed.
final class RequestBody {
    /// Sixteen of the longest texts there are; also the bound of a frame.
    static final int BYTES_MAX = 64 * 1024;

    private RequestBody() {}

    /// Reads it. What is beyond the bound is not kept, and the connection ends with the answer.
    ///
    /// @throws BadRequestException if it is too large, of another type, or no JSON
    static JsonNode read(HttpServletRequest request) throws BadRequestException {
        if (request.getContentLengthLong() > BYTES_MAX) {
            throw tooLarge();
        }
        requireJson(request);
        byte[] bytes = bytes(request);
        if (bytes.length > BYTES_MAX) {
            throw tooLarge();
        }
        if (bytes.length == 0) {
            throw malformed("is required");
        }
        try {
            return Json.parse(bytes);
        } catch (MalformedJsonException e) {
            BadRequestException bad = malformed(String.valueOf(e.getMessage()));
            bad.initCause(e);
            throw bad;
        }
    }

    private static byte[] bytes(HttpServletRequest request) throws BadRequestException {
        try {
            return request.getInputStream().readNBytes(BYTES_MAX + 1);
        } catch (IOException e) {
            BadRequestException bad = malformed("did not arrive whole");
            bad.initCause(e);
            throw bad;
        } catch (RuntimeException e) {
            if (e instanceof HttpException) {
                BadRequestException bad = malformed("is not framed as HTTP has it");
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
