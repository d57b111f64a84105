package io.vestnik.websocket.connection;

import io.vestnik.application.limit.MemoryBudget;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

/// A frame in the queues of any number of connections, its holders. The bytes of the frame count once against the
/// budget of queued frames, for any number of holders. Thread-safe.
final class OutFrame {
    /// The memory of a holder's place in its queue, in bytes.
    private static final int PLACE_BYTES = 16;
    /// The memory of this object and the header of its array, in bytes.
    private static final int OBJECT_BYTES = 64;

    private final byte opCode;
    private final byte[] bytes;
    private final AtomicInteger holders = new AtomicInteger();

    /// Creates a text frame.
    ///
    /// @param bytes the text in UTF-8
    OutFrame(byte[] bytes) {
        this(OpCode.TEXT, bytes);
    }

    private OutFrame(byte opCode, byte[] bytes) {
        this.opCode = opCode;
        this.bytes = bytes;
    }

    static OutFrame ping(byte[] payload) {
        return new OutFrame(OpCode.PING, payload);
    }

    int length() {
        return bytes.length;
    }

    Frame frame() {
        return new Frame(opCode, ByteBuffer.wrap(bytes));
    }

    /// Counts one more holder.
    ///
    /// @return false if the budget has no room; the holder is then not counted
    boolean hold(MemoryBudget budget) {
        boolean first = holders.getAndIncrement() == 0;
        if (budget.reserve(PLACE_BYTES + (first ? weight() : 0))) {
            return true;
        }
        boolean last = holders.decrementAndGet() == 0;
        if (first && !last) {
            // Another connection has become a holder meanwhile, and relied on this connection to count the bytes.
            budget.reserveAnyway(weight());
        } else if (last && !first) {
            // Meanwhile the connection that counted the bytes has released its place. It did not release the bytes,
            // because this connection was still a holder. Therefore this connection releases them.
            budget.release(weight());
        }
        return false;
    }

    /// Counts one more holder, even if the budget has no room.
    void holdAnyway(MemoryBudget budget) {
        budget.reserveAnyway(PLACE_BYTES + (holders.getAndIncrement() == 0 ? weight() : 0));
    }

    /// Counts one holder fewer.
    void release(MemoryBudget budget) {
        budget.release(PLACE_BYTES + (holders.decrementAndGet() == 0 ? weight() : 0));
    }

    private long weight() {
        return (long) OBJECT_BYTES + bytes.length;
    }
}
