package io.vestnik.http.edge;

import io.vestnik.application.limit.ClientAddress;
import io.vestnik.application.limit.NetworkBudget;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The fields and the memory of the current request head of one connection.
///
/// Thread-safe, by this object's monitor: an incomplete head is measured after its bytes were parsed, possibly while
/// another thread parses the next bytes or closes the connection.
final class RequestHead {
    /// The maximum memory of a head that needs no lease, in bytes: enough for 20 fields of usual size, one of them a
    /// token. The small heads of all connections need no other bound, because the number of connections is bounded.
    static final int SMALL_BYTES = 4 * 1024;

    /// The memory of a field's objects in addition to its characters, in bytes. Measured on JDK 25.
    static final int FIELD_BYTES = 110;

    private final NetworkBudget memory;
    private final Optional<ClientAddress> client;
    private Stage stage = Stage.INCOMPLETE;
    private int fields;
    private NetworkBudget.@Nullable Lease lease;

    private enum Stage {
        /// The bytes of the head are arriving, or none has arrived.
        INCOMPLETE,
        /// The request is being handled.
        COMPLETE,
        /// The connection is closed.
        CLOSED
    }

    /// @param client empty for a client without a bound of its own
    RequestHead(NetworkBudget memory, Optional<ClientAddress> client) {
        this.memory = memory;
        this.client = client;
    }

    /// Starts to count the fields of a head. Called after the request line was read.
    synchronized void beginFields() {
        fields = 0;
    }

    /// Counts one more field of the head, or of the trailers after the body.
    ///
    /// @return the number of fields so far
    synchronized int count() {
        return ++fields;
    }

    /// Takes memory for the bytes that have arrived so far, unless the head is complete.
    ///
    /// @param bytes the number of bytes so far
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

    /// Completes the head, which takes no more memory afterwards.
    ///
    /// @param bytes the number of bytes of the whole head
    /// @return false if there is no memory
    synchronized boolean complete(int bytes) {
        boolean fits = fits(bytes);
        if (stage == Stage.INCOMPLETE) {
            stage = Stage.COMPLETE;
        }
        return fits;
    }

    /// Hands over the lease of the head to the request that is being handled.
    synchronized Optional<NetworkBudget.Lease> detach() {
        Optional<NetworkBudget.Lease> held = Optional.ofNullable(lease);
        lease = null;
        return held;
    }

    /// Begins the next head, after the response to the previous one was written.
    synchronized void next() {
        fields = 0;
        if (stage == Stage.COMPLETE) {
            stage = Stage.INCOMPLETE;
        }
    }

    /// Releases the memory of the head of a closed connection. No memory is taken from here on.
    synchronized void close() {
        stage = Stage.CLOSED;
        detach().ifPresent(NetworkBudget.Lease::close);
    }
}
