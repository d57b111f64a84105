package io.vestnik.websocket;

import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.body.ProblemBody;
import io.vestnik.wire.json.Json;
import io.vestnik.wire.json.WireTypes;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Problem documents (RFC 9457) for requests that are not upgraded.
final class Problem {
    private Problem() {}

    /// Writes a problem and completes `callback`.
    static void write(
            Request request, Response response, Callback callback, int status, ErrorCode code, String detail) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
        ProblemBody problem =
                new ProblemBody(status, code.title(), Optional.of(detail), code, Optional.empty(), Optional.empty());
        byte[] body = Json.bytes(WireTypes.STANDARD.shape(ProblemBody.class), problem);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        boolean head = request.getMethod().equals("HEAD");
        response.write(true, ByteBuffer.wrap(head ? new byte[0] : body), callback);
    }
}
