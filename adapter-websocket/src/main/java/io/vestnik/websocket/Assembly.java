package io.vestnik.websocket;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Puts the parts of a message together. What is too large is counted but not kept. For one thread at a time.
final class Assembly {
    private static final byte[] EMPTY = {};
    private byte[] kept = EMPTY;
    private int length;
    private boolean tooLarge;

    /// What a part did.
    enum Progress {
        /// There is more to come.
        PARTIAL,
        /// The message is whole: [#take] it.
        WHOLE,
        /// The message has ended and was larger than it may be.
        TOO_LARGE,
        /// It is so large that nobody waits for its end.
        ENDLESS
    }

    /// Adds a part.
    ///
    /// @param last whether it is the message's last
    /// @param bytesMax what is kept
    /// @param endlessBytes what is waited for
    Progress add(@Nullable ByteBuffer part, boolean last, int bytesMax, int endlessBytes) {
        int count = part == null ? 0 : part.remaining();
        if (count > endlessBytes - length) {
            reset();
            return Progress.ENDLESS;
        }
        if (part != null && !tooLarge) {
            tooLarge = count > bytesMax - length;
            if (tooLarge) {
                kept = EMPTY;
            } else {
                keep(part, count, last, bytesMax);
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

    private void keep(ByteBuffer part, int count, boolean last, int bytesMax) {
        if (kept.length - length < count) {
            // Most messages come in one part, so the first fits exactly.
            int roomy = last ? length + count : Math.min(bytesMax, Math.max(2 * kept.length, length + count));
            kept = Arrays.copyOf(kept, roomy);
        }
        part.get(kept, length, count);
    }

    /// The whole message; the next one begins.
    byte[] take() {
        byte[] message = kept.length == length ? kept : Arrays.copyOf(kept, length);
        reset();
        return message;
    }

    private void reset() {
        kept = EMPTY;
        length = 0;
        tooLarge = false;
    }
}
