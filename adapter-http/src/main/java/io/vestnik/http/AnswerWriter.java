package io.vestnik.http;

import io.vestnik.wire.Json;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/// Puts answers on the wire.
final class AnswerWriter {
    static final String PROBLEM_JSON = "application/problem+json";
    private static final String CONNECTION = "Connection";
    private static final String CLOSE = "close";

    /// What is thrown away of a refused body: sixteen times the largest that is taken, which is what a client with a
    /// file instead of a message sends in a moment; with more it is cut off.
    private static final int LINGER_BYTES = 1024 * 1024;

    /// Of what is shared by all requests, such as a file, one request copies no more at a time.
    private static final int PIECE_BYTES = 16 * 1024;

    private AnswerWriter() {}

    /// Writes; the body of an answer to `HEAD` is left out, its length is told.
    static void write(Answer answer, HttpServletRequest request, HttpServletResponse response) throws IOException {
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
                ByteBuffer body = ByteBuffer.wrap(bytes(problem, RequestMarks.requestId(request)));
                body(PROBLEM_JSON, body, request, response);
            }
        }
        if (CLOSE.equals(response.getHeader(CONNECTION))) {
            response.flushBuffer();
            linger(request);
        }
    }

    /// Throws away what is still coming, within bounds: a client that is in the middle of a body would otherwise meet
    /// a connection that was reset, and never read why.
    private static void linger(HttpServletRequest request) {
        long length = request.getContentLengthLong();
        boolean coming = length > 0 || request.getHeader("Transfer-Encoding") != null;
        if (!coming || length > LINGER_BYTES) {
            return;
        }
        try {
            request.getInputStream().skipNBytes(LINGER_BYTES);
        } catch (IOException | RuntimeException e) {
            // It has ended, or whoever sent it has gone.
            return;
        }
    }

    /// Takes in a body that nobody read, since the token or the method was wrong: the connection would be cut behind
    /// the answer, without a word to a client that may already have its next request on it. What is too large to be
    /// taken in is announced to be cut.
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
            // It does not arrive whole, or is not framed as HTTP has it.
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

    /// A problem's JSON.
    static byte[] bytes(Answer.Problem problem, String requestId) {
        return Json.bytes(Shapes.PROBLEM, ProblemBody.of(problem, requestId));
    }

    private static void body(
            String contentType, ByteBuffer body, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (contentType.isEmpty()) {
            // Javalin puts its default there beforehand.
            response.setContentType(null);
        } else {
            // Or Javalin's charset would be added, which JSON has no parameter for.
            response.setCharacterEncoding((String) null);
            response.setContentType(contentType);
            response.setContentLength(body.remaining());
            if (!request.getMethod().equals("HEAD")) {
                write(body, response.getOutputStream());
            }
        }
    }
}
