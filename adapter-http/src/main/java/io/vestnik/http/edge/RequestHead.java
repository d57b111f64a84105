package io.vestnik.http.edge;

import io.vestnik.application.limit.ClientAddress;
import io.vestnik.application.limit.NetworkBudget;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The fields and the memory of the present request head of one connection.
///
/// Thread-safe, by this object's monitor: an incomplete head is measured after its bytes were parsed, possibly while
/// another thread parses the next ones or closes the connection.
final class RequestHead {
    /// The memory of a head that needs no lease: 20 fields of usual size with a token. It is part of the memory of a
    /// connection for which the number of connections is bounded.
    static final int SMALL_BYTES = 4 * 1024;

    /// The objects of a field in addition to its characters. Measured on JDK 25.
    static final int FIELD_BYTES = 110;

    private final NetworkBudget memory;
    private final Optional<ClientAddress> client;
    private Stage stage = Stage.INCOMPLETE;
    private int fields;
    private NetworkBudget.@Nullable Lease lease;

    private enum Stage {
        /// Its bytes arrive, or none has arrived.
        INCOMPLETE,
        /// Its request is being handled.
        COMPLETE,
        /// The connection is closed.
        CLOSED
    }

    /// @param client empty for a client without a bound of its own
    RequestHead(NetworkBudget memory, Optional<ClientAddress> client) {
        this.memory = memory;
        this.client = client;
    }

    /// The request line is complete, and fields follow.
    synchronized void beginFields() {
        fields = 0;
    }

    /// Counts one more field of the head, or of the trailers after the body.
    ///
    /// @return the fields so far
    synchronized int count() {
        return ++fields;
    }

    /// Takes memory for the bytes so far, unless the head is complete.
    ///
    /// @return false if there is no memory
    synchronized boolean fits(int bytes) {
        if (stage != Stage.INCOMPLETE) {
            return true;
        }
        long weight = bytes + (long) fields * FIELD_BYTES;
        if (weight <= SMALL_BYTES) {
            return true;
        }
        if (lease != null) {
            return lease.grow(weight);
        }
        lease = memory.take(client, weight).orElse(null);
        return lease != null;
    }

    /// The head is complete, and takes no more memory.
    ///
    /// @return false if there is no memory
    synchronized boolean complete(int bytes) {
        boolean fits = fits(bytes);
        if (stage == Stage.INCOMPLETE) {
            stage = Stage.COMPLETE;
        }
        return fits;
    }

    /// Hands over the lease to the request that is being handled.
    synchronized Optional<NetworkBudget.Lease> detach() {
        Optional<NetworkBudget.Lease> held = Optional.ofNullable(lease);
        lease = null;
        return held;
    }

    /// The response is written: the bytes that follow belong to another head.
    synchronized void next() {
        fields = 0;
        if (stage == Stage.COMPLETE) {
            stage = Stage.INCOMPLETE;
        }
    }

    /// The connection is closed: no memory is taken from here on.
    synchronized void close() {
        stage = Stage.CLOSED;
        detach().ifPresent(NetworkBudget.Lease::close);
    }
}
