package io.vestnik.http;

import io.vestnik.wire.Json;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/// Puts answers on the wire.
final class AnswerWriter {
    static final String PROBLEM_JSON = "application/problem+json";

    private AnswerWriter() {}

    /// Writes; the body of an answer to `HEAD` is left out, its length is told.
    static void write(Answer answer, HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (answer) {
            case Answer.Given given -> {
                response.setStatus(given.status());
                given.headers().forEach(response::setHeader);
                body(given.contentType(), given.body(), request, response);
            }
            case Answer.Problem problem -> {
                response.setStatus(problem.code().status());
                problem.headers().forEach(response::setHeader);
                body(PROBLEM_JSON, bytes(problem, RequestMarks.requestId(request)), request, response);
            }
        }
    }

    /// A problem's JSON.
    static byte[] bytes(Answer.Problem problem, String requestId) {
        return Json.bytes(Shapes.PROBLEM, ProblemBody.of(problem, requestId));
    }

    private static void body(String contentType, byte[] body, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (contentType.isEmpty()) {
            // Javalin puts its default there beforehand.
            response.setContentType(null);
        } else {
            // Or Javalin's charset would be added, which JSON has no parameter for.
            response.setCharacterEncoding((String) null);
            response.setContentType(contentType);
            response.setContentLength(body.length);
            if (!request.getMethod().equals("HEAD")) {
                response.getOutputStream().write(body);
            }
        }
    }
}
