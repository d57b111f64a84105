package io.vestnik.http.edge;

import io.vestnik.http.route.Answer;
import io.vestnik.http.route.AnswerWriter;
import io.vestnik.http.route.RequestAttributes;
import io.vestnik.wire.ErrorCode;
import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// Answers requests that reach no endpoint (a malformed request line, headers that are too large, a handshake on an
/// unknown path) with the same problem format as the endpoints.
public final class JettyErrors extends ErrorHandler {
    private final EdgeHandler edge;

    public JettyErrors(EdgeHandler edge) {
        this.edge = edge;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Answer.Problem problem = problem(response.getStatus());
        edge.prepare(request, response);
        response.setStatus(problem.code().status());
        problem.headers().forEach(response.getHeaders()::put);
        response.getHeaders().put("Content-Type", AnswerWriter.PROBLEM_JSON);
        byte[] body = AnswerWriter.bytes(problem, String.valueOf(request.getAttribute(RequestAttributes.REQUEST_ID)));
        response.getHeaders().put("Content-Length", Integer.toString(body.length));
        response.write(true, ByteBuffer.wrap(request.getMethod().equals("HEAD") ? new byte[0] : body), callback);
        return true;
    }

    /// The problem document for a status that Jetty has chosen.
    static Answer.Problem problem(int status) {
        return switch (status) {
            case 404 -> Answer.problem(ErrorCode.NOT_FOUND);
            case 405 -> Answer.problem(ErrorCode.METHOD_NOT_ALLOWED);
            case 413 -> Answer.problem(ErrorCode.PAYLOAD_TOO_LARGE);
            case 414 -> Answer.problem(ErrorCode.PAYLOAD_TOO_LARGE, "The address is too long.");
            case 415 -> Answer.problem(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
            case 431 -> Answer.problem(ErrorCode.PAYLOAD_TOO_LARGE, "The headers are too large.");
            case 501, 505 -> Answer.problem(ErrorCode.INVALID_REQUEST, "This is not spoken here.");
            case 503 -> Answer.problem(ErrorCode.UNAVAILABLE);
            default ->
                status >= 400 && status < 500
                        ? Answer.problem(ErrorCode.INVALID_REQUEST, "This is not a request that HTTP allows.")
                        : Answer.problem(ErrorCode.INTERNAL);
        };
    }
}
