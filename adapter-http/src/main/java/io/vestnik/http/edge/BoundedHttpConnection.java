package io.vestnik.http.edge;

import io.vestnik.application.limit.NetworkBudget;
import java.util.Optional;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.jspecify.annotations.Nullable;

/// A connection whose request heads are bounded in fields and in memory.
///
/// Jetty bounds a head in bytes only. A field of 5 bytes takes more than 100 bytes of the heap, so 16 KiB of such
/// fields take 350 KiB, and clients that never finish their heads would hold this memory on every connection. A head
/// that takes more memory than [RequestHead#SMALL_BYTES] therefore needs a lease from the budget that large bodies use.
/// The lease lasts until the response to the request is written. Without a lease the request is answered with 503, or
/// the connection closes if the head is incomplete.
public final class BoundedHttpConnection extends HttpConnection {
    /// The maximum number of fields in a head. Browsers send about 20 fields, and proxies add some.
    public static final int FIELDS_MAX = 100;

    private final RequestHead head;

    /// Makes the connections of one port.
    ///
    /// @param memory the budget of large heads
    public static HttpConnectionFactory factory(HttpConfiguration http, NetworkBudget memory, Peers peers) {
        return new HttpConnectionFactory(http) {
            @Override
            public Connection newConnection(Connector connector, EndPoint endPoint) {
                HttpConnection connection = new BoundedHttpConnection(
                        http, connector, endPoint, new RequestHead(memory, peers.client(endPoint)));
                connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
                return configure(connection, connector, endPoint);
            }
        };
    }

    private BoundedHttpConnection(HttpConfiguration http, Connector connector, EndPoint endPoint, RequestHead head) {
        super(http, connector, endPoint);
        this.head = head;
    }

    @Override
    protected RequestHandler newRequestHandler() {
        // Called by the constructor of the superclass, before the fields of this class have values.
        return new Counting();
    }

    @Override
    public void onFillable() {
        super.onFillable();
        if (getParser().inHeaderState() && !head.fits(getParser().getHeaderLength())) {
            getEndPoint().close();
        }
    }

    /// Keeps the lease of the request's head until the response is written. Called when the head is complete and the
    /// request is being handled.
    public void handled(Request request) {
        Optional<NetworkBudget.Lease> lease = head.detach();
        // The listener runs before Jetty parses the next head, so the state of this head is reset in time.
        Request.addCompletionListener(request, failure -> {
            lease.ifPresent(NetworkBudget.Lease::close);
            head.next();
        });
    }

    @Override
    public void onClose(@Nullable Throwable cause) {
        head.close();
        super.onClose(cause);
    }

    private final class Counting extends RequestHandler {
        @Override
        public void startRequest(String method, String uri, HttpVersion version) {
            head.beginFields();
            super.startRequest(method, uri, version);
        }

        @Override
        public void parsedHeader(HttpField field) {
            count();
            super.parsedHeader(field);
        }

        @Override
        public void parsedTrailer(HttpField field) {
            count();
            super.parsedTrailer(field);
        }

        private void count() {
            if (head.count() > FIELDS_MAX) {
                throw new HttpException.RuntimeException(
                        HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431, "too many fields");
            }
        }

        @Override
        public boolean headerComplete() {
            if (!head.complete(getParser().getHeaderLength())) {
                throw new HttpException.RuntimeException(HttpStatus.SERVICE_UNAVAILABLE_503, "no memory for the head");
            }
            return super.headerComplete();
        }
    }
}
