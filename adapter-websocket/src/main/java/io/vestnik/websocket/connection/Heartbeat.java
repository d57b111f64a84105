package io.vestnik.websocket.connection;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

/// Pings and pongs. At most one ping and one pong wait to be written, however long the peer does not read: a later ping
/// of the peer replaces an earlier ping that is still unanswered, as RFC 6455 allows.
final class Heartbeat {
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final long everyNanos;
    private volatile long receivedAt;
    private long pingAt;
    private volatile boolean pinging;
    private final AtomicReference<@Nullable Pongs> pongs = new AtomicReference<>();

    /// The pong that is being written.
    ///
    /// @param next the payload of the peer's ping to answer afterwards; null if there is none
    private record Pongs(@Nullable ByteBuffer next) {}

    Heartbeat(Timing timing, long now) {
        this.everyNanos = timing.ping().toNanos();
        this.receivedAt = now;
        this.pingAt = now + everyNanos;
    }

    void received(long now) {
        receivedAt = now;
    }

    /// Whether the client has sent nothing for so long that it counts as gone.
    boolean silent(long now) {
        return now - receivedAt >= 2 * everyNanos;
    }

    /// Sends a ping if one is due. Called by the sweep only.
    void pingIfDue(CoreSession session, long now) {
        if (now - pingAt < 0 || pinging) {
            return;
        }
        pingAt = now + everyNanos;
        pinging = true;
        session.sendFrame(new Frame(OpCode.PING, EMPTY.duplicate()), Callback.from(() -> pinging = false), false);
    }

    /// Answers a ping of the peer.
    void answer(CoreSession session, ByteBuffer payload) {
        Pongs before = pongs.getAndUpdate(now -> new Pongs(now == null ? null : payload));
        if (before == null) {
            pong(session, payload);
        }
    }

    private void pong(CoreSession session, ByteBuffer payload) {
        session.sendFrame(new Frame(OpCode.PONG, payload), Callback.from(() -> ponged(session)), false);
    }

    private void ponged(CoreSession session) {
        // One atomic step: a concurrent ping either is answered next, or finds no pong being written and is answered
        // immediately.
        Pongs written = pongs.getAndUpdate(now -> now == null || now.next() == null ? null : new Pongs(null));
        ByteBuffer next = written == null ? null : written.next();
        if (next != null) {
            pong(session, next);
        }
    }
}
