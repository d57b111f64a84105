package io.vestnik.websocket;

import io.vestnik.application.limit.MemoryBudget;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Puts the parts of a message together. What is too large is counted but not kept; what is kept of a message that is
/// not whole yet is taken from a budget.
/// Messages come on one thread at a time; [#end] and [#keptBytes] from any.
final class Assembly {
    private static final byte[] EMPTY = {};
    private byte[] kept = EMPTY;
    /// Of `kept`, while the message is not whole.
    private MemoryBudget.@Nullable Lease lease;
    private int length;
    private boolean tooLarge;
    private boolean ended;

    /// What a part did.
    enum Progress {
        /// There is more to come.
        PARTIAL,
        /// The message is whole: [#take] it.
        WHOLE,
        /// The message has ended and was larger than it may be.
        TOO_LARGE,
        /// It is so large that nobody waits for its end.
        ENDLESS,
        /// The incomplete messages of all connections use up their memory. Nothing was taken of the part, which may be
        /// added again.
        NO_ROOM
    }

    /// How much of a message is kept, and of what memory.
    ///
    /// @param bytesMax what is kept
    /// @param endlessBytes what is waited for
    /// @param memory of the incomplete messages of all connections
    record Bounds(int bytesMax, int endlessBytes, MemoryBudget memory) {}

    /// Adds a part.
    ///
    /// @param last whether it is the message's last
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
            // Most messages come in one part, so the first fits exactly.
            int roomy = last ? length + count : Math.min(bounds.bytesMax(), Math.max(2 * kept.length, length + count));
            // A message that ends with this part is read at once and needs no lease of its own.
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

    /// Bytes that are kept of a message that is not whole yet.
    synchronized int keptBytes() {
        MemoryBudget.Lease present = lease;
        return present == null ? 0 : Math.toIntExact(present.bytes());
    }

    /// The whole message; the next one begins.
    synchronized byte[] take() {
        byte[] message = kept.length == length ? kept : Arrays.copyOf(kept, length);
        reset();
        return message;
    }

    /// Forgets what is kept; no more is.
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
