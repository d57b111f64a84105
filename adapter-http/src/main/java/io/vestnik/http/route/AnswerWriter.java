package io.vestnik.http.route;

import io.vestnik.wire.body.ProblemBody;
import io.vestnik.wire.json.Json;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Writes responses.
public final class AnswerWriter {
    public static final String PROBLEM_JSON = "application/problem+json";
    private static final String CONNECTION = "Connection";
    private static final String CLOSE = "close";

    /// The maximum number of bytes of a refused body that are discarded: sixteen times the largest accepted body. A
    /// client that sends more may lose its connection before it has read the response.
    private static final int LINGER_BYTES = 1024 * 1024;

    /// The number of bytes that are copied in one step from memory that all requests share, such as a file.
    private static final int PIECE_BYTES = 16 * 1024;

    private AnswerWriter() {}

    /// Writes the response. For `HEAD` the body is omitted, but its length is stated.
    public static void write(Answer answer, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        switch (answer) {
            case Answer.Given given -> {
                settle(request, response);
                response.setStatus(given.status());
                given.headers().forEach(response::setHeader);
                body(given.contentType(), given.body(), request, response);
            }
            case Answer.Problem problem -> {
                if (!problem.headers().containsKey(CONNECTION)) {
                    settle(request, response);
                }
                response.setStatus(problem.code().status());
                problem.headers().forEach(response::setHeader);
                ByteBuffer body = ByteBuffer.wrap(bytes(problem, RequestAttributes.requestId(request)));
                body(PROBLEM_JSON, body, request, response);
            }
        }
        if (CLOSE.equals(response.getHeader(CONNECTION))) {
            response.flushBuffer();
            linger(request);
        }
    }

    /// Discards the rest of the body, within bounds. Otherwise a client that is still sending its body would get a
    /// connection reset and never read the response.
    private static void linger(HttpServletRequest request) {
        long length = request.getContentLengthLong();
        boolean coming = length > 0 || request.getHeader("Transfer-Encoding") != null;
        if (!coming || length > LINGER_BYTES) {
            return;
        }
        try {
            request.getInputStream().skipNBytes(LINGER_BYTES);
        } catch (IOException | RuntimeException e) {
            // The body has ended, or the client is gone.
            return;
        }
    }

    /// Reads a body that no endpoint has read, for example because the token or the method was wrong. Otherwise Jetty
    /// would close the connection after the response without announcing the close. A request that the client had
    /// already sent on this connection would then be lost. For a body that is too large to be read, the response
    /// announces the close.
    private static void settle(HttpServletRequest request, HttpServletResponse response) {
        long length = request.getContentLengthLong();
        boolean chunked = length < 0 && request.getHeader("Transfer-Encoding") != null;
        boolean small = length > 0 && length <= RequestBody.BYTES_MAX;
        try {
            if (length > RequestBody.BYTES_MAX) {
                response.setHeader(CONNECTION, CLOSE);
            } else if ((small || chunked) && !request.getInputStream().isFinished()) {
                if (request.getInputStream().skip(RequestBody.BYTES_MAX + 1L) > RequestBody.BYTES_MAX) {
                    response.setHeader(CONNECTION, CLOSE);
                }
            }
        } catch (IOException | RuntimeException e) {
            // The body does not arrive completely, or its framing is invalid.
            response.setHeader(CONNECTION, CLOSE);
        }
    }

    private static void write(ByteBuffer body, OutputStream out) throws IOException {
        if (body.hasArray()) {
            out.write(body.array(), body.arrayOffset() + body.position(), body.remaining());
            return;
        }
        ByteBuffer rest = body.duplicate();
        byte[] piece = new byte[Math.min(PIECE_BYTES, rest.remaining())];
        while (rest.hasRemaining()) {
            int length = Math.min(piece.length, rest.remaining());
            rest.get(piece, 0, length);
            out.write(piece, 0, length);
        }
    }

    /// The JSON of a problem.
    public static byte[] bytes(Answer.Problem problem, String requestId) {
        return Json.bytes(Shapes.PROBLEM, body(problem, requestId));
    }

    private static ProblemBody body(Answer.Problem problem, String requestId) {
        return new ProblemBody(
                problem.code().status(),
                problem.code().title(),
                problem.detail().isEmpty() ? Optional.empty() : Optional.of(problem.detail()),
                problem.code(),
                problem.errors().isEmpty() ? Optional.empty() : Optional.of(problem.errors()),
                requestId.isEmpty() ? Optional.empty() : Optional.of(requestId));
    }

    private static void body(
            String contentType, ByteBuffer body, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (contentType.isEmpty()) {
            // Javalin sets its default content type beforehand.
            response.setContentType(null);
        } else {
            // Otherwise Javalin adds a charset, a parameter that JSON does not have.
            response.setCharacterEncoding((String) null);
            response.setContentType(contentType);
            response.setContentLength(body.remaining());
            if (!request.getMethod().equals("HEAD")) {
                write(body, response.getOutputStream());
            }
        }
    }
}
