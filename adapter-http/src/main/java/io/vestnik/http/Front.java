package io.vestnik.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.MDC;

/// The one filter in front of everything, the WebSocket's handshake included: names the request, finds out who asks,
/// sets the headers that every answer has.
final class Front extends Handler.Wrapper {
    static final String REQUEST_ID = "X-Request-Id";

    /// What somebody else's gateway may call a request: nothing that could break a line of the log.
    private static final Pattern FOREIGN_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /// In the log beside every line of the request.
    private static final String LOG_KEY = "requestId";

    private final Origin origin;
    private final Cors cors;

    Front(Origin origin, Cors cors) {
        this.origin = origin;
        this.cors = cors;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        boolean preflight = prepare(request, response);
        if (preflight) {
            response.setStatus(204);
            callback.succeeded();
            return true;
        }
        MDC.put(LOG_KEY, String.valueOf(request.getAttribute(RequestMarks.REQUEST_ID)));
        try {
            return super.handle(request, response, callback);
        } finally {
            MDC.remove(LOG_KEY);
        }
    }

    /// Marks a request and gives its answer the headers that all have; more than once does no harm.
    ///
    /// @return whether it is a browser's question whether a page may ask, which is answered by that
    boolean prepare(Request request, Response response) {
        HttpFields.Mutable headers = response.getHeaders();
        SecurityHeaders.ALWAYS.forEach(headers::put);
        if (origin.overTls(peer(request), request.getHeaders())) {
            headers.put(SecurityHeaders.HSTS, SecurityHeaders.HSTS_YEAR);
        }
        if (request.getAttribute(RequestMarks.REQUEST_ID) == null) {
            request.setAttribute(RequestMarks.REQUEST_ID, requestId(request));
            request.setAttribute(
                    RequestMarks.CONNECTION, request.getConnectionMetaData().getConnection());
            request.setAttribute(RequestMarks.VISITOR, origin.of(peer(request), request.getHeaders()));
        }
        headers.put(REQUEST_ID, String.valueOf(request.getAttribute(RequestMarks.REQUEST_ID)));
        return cors.apply(request, response);
    }

    private static String requestId(Request request) {
        String foreign = request.getHeaders().get(REQUEST_ID);
        return foreign != null && FOREIGN_ID.matcher(foreign).matches()
                ? foreign
                : String.format(
                        Locale.ROOT, "%016x", ThreadLocalRandom.current().nextLong());
    }

    private static InetAddress peer(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress inet
                        && inet.getAddress() != null
                ? inet.getAddress()
                : InetAddress.getLoopbackAddress();
    }
}
