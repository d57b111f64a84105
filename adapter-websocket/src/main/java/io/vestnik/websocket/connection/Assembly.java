package io.vestnik.websocket.connection;

import io.vestnik.application.limit.MemoryBudget;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Assembles the parts of a message. The bytes of a message that is too large are counted but not kept. The parts of an
/// incomplete message take memory from a budget.
///
/// Parts arrive on one thread at a time; [#end] and [#keptBytes] may be called from any thread.
final class Assembly {
    private static final byte[] EMPTY = {};
    private byte[] kept = EMPTY;
    /// The memory of `kept` while the message is incomplete.
    private MemoryBudget.@Nullable Lease lease;
    private int length;
    private boolean tooLarge;
    private boolean ended;

    /// The result of adding a part.
    enum Progress {
        /// More parts follow.
        PARTIAL,
        /// The message is complete; [#take] returns it.
        WHOLE,
        /// The message is complete and exceeded its maximum size.
        TOO_LARGE,
        /// The message exceeds [Bounds#endlessBytes]; the connection is closed without waiting for the end of the
        /// message.
        ENDLESS,
        /// The incomplete messages of all connections have used up their memory. The part was not added and may be
        /// added again.
        NO_ROOM
    }

    /// The bounds of a message, and the budget of its memory.
    ///
    /// @param bytesMax the maximum number of bytes that are kept of a message
    /// @param endlessBytes the number of bytes after which the end of a message is not awaited
    /// @param memory the budget of the incomplete messages of all connections
    record Bounds(int bytesMax, int endlessBytes, MemoryBudget memory) {}

    /// Adds a part.
    ///
    /// @param last whether the part ends the message
    synchronized Progress add(@Nullable ByteBuffer part, boolean last, Bounds bounds) {
        int count = part == null ? 0 : part.remaining();
        if (count > bounds.endlessBytes() - length) {
            reset();
            return Progress.ENDLESS;
        }
        if (part != null && !tooLarge) {
            tooLarge = count > bounds.bytesMax() - length;
            if (tooLarge) {
                forget();
            } else if (!keep(part, count, last, bounds)) {
                return Progress.NO_ROOM;
            }
        }
        length += count;
        if (!last) {
            return Progress.PARTIAL;
        }
        if (tooLarge) {
            reset();
            return Progress.TOO_LARGE;
        }
        return Progress.WHOLE;
    }

    private boolean keep(ByteBuffer part, int count, boolean last, Bounds bounds) {
        if (kept.length - length < count) {
            // With the last part the buffer gets exactly the size of the message, because no more bytes follow.
            int roomy = last ? length + count : Math.min(bounds.bytesMax(), Math.max(2 * kept.length, length + count));
            // A message that ends with this part is read immediately and needs no lease.
            if (!last && !lease(roomy, bounds.memory())) {
                return false;
            }
            kept = Arrays.copyOf(kept, roomy);
        }
        part.get(kept, length, count);
        return true;
    }

    private boolean lease(int bytes, MemoryBudget memory) {
        MemoryBudget.Lease present = lease;
        if (present != null) {
            return present.resize(bytes);
        }
        lease = ended ? null : memory.take(bytes).orElse(null);
        return lease != null;
    }

    /// The size of the buffer that holds an incomplete message, in bytes; 0 if no message is incomplete.
    synchronized int keptBytes() {
        MemoryBudget.Lease present = lease;
        return present == null ? 0 : Math.toIntExact(present.bytes());
    }

    /// Returns the complete message and begins the next one.
    synchronized byte[] take() {
        byte[] message = kept.length == length ? kept : Arrays.copyOf(kept, length);
        reset();
        return message;
    }

    /// Discards the kept bytes; nothing is kept from here on.
    synchronized void end() {
        ended = true;
        reset();
    }

    private void reset() {
        forget();
        length = 0;
        tooLarge = false;
    }

    private void forget() {
        kept = EMPTY;
        if (lease != null) {
            lease.close();
            lease = null;
        }
    }
}
