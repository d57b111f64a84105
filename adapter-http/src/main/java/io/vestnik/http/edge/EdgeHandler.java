package io.vestnik.http.edge;

import io.vestnik.http.route.RequestAttributes;
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

/// The filter before every handler, the WebSocket handshake included. It assigns the request id, finds the client
/// address and sets the headers that every response has.
public final class EdgeHandler extends Handler.Wrapper {
    static final String REQUEST_ID = "X-Request-Id";

    /// The form of the request ids that are accepted from a gateway: without characters that could break a line of the
    /// log.
    private static final Pattern FOREIGN_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /// The key of the request id in the logging context.
    private static final String LOG_KEY = "requestId";

    private final ClientAddressResolver addresses;
    private final Cors cors;

    public EdgeHandler(ClientAddressResolver addresses, Cors cors) {
        this.addresses = addresses;
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
        MDC.put(LOG_KEY, String.valueOf(request.getAttribute(RequestAttributes.REQUEST_ID)));
        try {
            return super.handle(request, response, callback);
        } finally {
            MDC.remove(LOG_KEY);
        }
    }

    /// Sets the attributes of a request and the common headers of its response. A second call has no effect.
    ///
    /// @return whether the request is a CORS preflight, for which these headers are the whole answer
    boolean prepare(Request request, Response response) {
        HttpFields.Mutable headers = response.getHeaders();
        SecurityHeaders.ALWAYS.forEach(headers::put);
        if (addresses.overTls(peer(request), request.getHeaders())) {
            headers.put(SecurityHeaders.HSTS, SecurityHeaders.HSTS_YEAR);
        }
        if (request.getAttribute(RequestAttributes.REQUEST_ID) == null) {
            request.setAttribute(RequestAttributes.REQUEST_ID, requestId(request));
            request.setAttribute(
                    RequestAttributes.CONNECTION,
                    request.getConnectionMetaData().getConnection());
            request.setAttribute(RequestAttributes.CLIENT, addresses.of(peer(request), request.getHeaders()));
        }
        headers.put(REQUEST_ID, String.valueOf(request.getAttribute(RequestAttributes.REQUEST_ID)));
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
