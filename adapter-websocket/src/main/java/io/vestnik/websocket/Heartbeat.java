package io.vestnik.websocket;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

/// Signs of life in both directions. At most one ping and one pong wait to be written, however long the peer does not
/// read: a later ping replaces one that is still to be answered, as RFC 6455 allows.
final class Heartbeat {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final long everyNanos;
    private volatile long heardAt;
    private long pingAt;
    private volatile boolean pinging;
    private final AtomicReference<@Nullable Pongs> pongs = new AtomicReference<>();

    /// What is to be answered while a pong is being written.
    private record Pongs(@Nullable ByteBuffer next) {}

    Heartbeat(Timing timing, long now) {
        this.everyNanos = timing.ping().toNanos();
        this.heardAt = now;
        this.pingAt = now + everyNanos;
    }

    void heard(long now) {
        heardAt = now;
    }

    /// Whether nothing came for so long that the peer must be gone.
    boolean silent(long now) {
        return now - heardAt >= 2 * everyNanos;
    }

    /// Pings now and then. For the sweep only.
    void pingIfDue(CoreSession session, long now) {
        if (now - pingAt < 0 || pinging) {
            return;
        }
        pingAt = now + everyNanos;
        pinging = true;
        session.sendFrame(new Frame(OpCode.PING, NOTHING.duplicate()), Callback.from(() -> pinging = false), false);
    }

    /// Answers a ping.
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
        // In one step, so that a ping that comes meanwhile is either the next one answered or finds nobody writing.
        Pongs written = pongs.getAndUpdate(now -> now == null || now.next() == null ? null : new Pongs(null));
        ByteBuffer next = written == null ? null : written.next();
        if (next != null) {
            pong(session, next);
        }
    }
}
