package io.vestnik.websocket;

import io.vestnik.wire.ErrorCode;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Answers every request to the WebSocket's path that is not a handshake of the supported version, and passes on all
/// other requests. The response is 426 with the expected version for GET and HEAD (RFC 6455 §4.4, RFC 9110 §15.5.22),
/// 204 for OPTIONS, and 405 for all other methods.
final class PlainRequests extends Handler.Wrapper {
    private static final String PROTOCOL = "websocket";

    /// The version of the WebSocket protocol that RFC 6455 defines. The versions of its drafts are no longer in use.
    private static final String VERSION = "13";

    private static final String ALLOWED = "GET";

    private static final Set<String> READING = Set.of("GET", "HEAD");

    private final String path;

    PlainRequests(String path) {
        this.path = path;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!Request.getPathInContext(request).equals(path) || asksForIt(request)) {
            return super.handle(request, response, callback);
        }
        HttpFields.Mutable headers = response.getHeaders();
        if (READING.contains(request.getMethod())) {
            headers.put(HttpHeader.UPGRADE, PROTOCOL);
            headers.put(HttpHeader.CONNECTION, HttpHeader.UPGRADE.asString());
            headers.put(HttpHeader.SEC_WEBSOCKET_VERSION, VERSION);
            Problem.write(
                    request,
                    response,
                    callback,
                    HttpStatus.UPGRADE_REQUIRED_426,
                    ErrorCode.INVALID_REQUEST,
                    "This is a WebSocket: open it with one of version " + VERSION + ".");
        } else if (request.getMethod().equals("OPTIONS")) {
            headers.put(HttpHeader.ALLOW, ALLOWED);
            response.setStatus(HttpStatus.NO_CONTENT_204);
            callback.succeeded();
        } else {
            headers.put(HttpHeader.ALLOW, ALLOWED);
            Problem.write(
                    request,
                    response,
                    callback,
                    ErrorCode.METHOD_NOT_ALLOWED.status(),
                    ErrorCode.METHOD_NOT_ALLOWED,
                    "Here: " + ALLOWED + ".");
        }
        return true;
    }

    private static boolean asksForIt(Request request) {
        HttpFields headers = request.getHeaders();
        return request.getMethod().equals("GET")
                && request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1
                && headers.contains(HttpHeader.UPGRADE, PROTOCOL)
                && headers.contains(HttpHeader.CONNECTION, HttpHeader.UPGRADE.asString())
                && VERSION.equals(headers.get(HttpHeader.SEC_WEBSOCKET_VERSION));
    }
}
