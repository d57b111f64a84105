package io.vestnik.faults.run.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The unacknowledged messages of one chat, sent by the rules of "After a refusal" in `docs/protocol.md`: in order, a
/// bounded number at a time; after a retryable refusal the first refused message alone. Not thread-safe.
final class RawSends {
    /// The maximum number of unanswered sends to the chat.
    private static final int WINDOW_MAX = 8;

    private final Deque<Entry> queue = new ArrayDeque<>();
    private int unanswered;
    private int window = WINDOW_MAX;
    private boolean paused;
    private boolean probing;
    private long pausedUntil;

    /// A message.
    record Pending(UUID key, String text) {}

    private static final class Entry {
        private final Pending message;
        private boolean sent;

        private Entry(Pending message) {
            this.message = message;
        }
    }

    /// Appends a message.
    void add(Pending message) {
        queue.add(new Entry(message));
    }

    /// The number of messages.
    int size() {
        return queue.size();
    }

    /// Returns the message to send now, and counts it as sent; null if none may be sent.
    @Nullable
    Pending next(long nanos) {
        boolean free = paused ? unanswered == 0 && nanos - pausedUntil >= 0 : unanswered < window;
        if (!free) {
            return null;
        }
        for (Entry entry : queue) {
            if (!entry.sent) {
                entry.sent = true;
                unanswered++;
                probing = paused;
                return entry.message;
            }
        }
        return null;
    }

    /// Removes an acknowledged message.
    void acknowledged(UUID key) {
        if (remove(key)) {
            if (!paused) {
                window = Math.min(2 * window, WINDOW_MAX);
            } else if (probing) {
                paused = false;
                window = 1;
            }
        }
    }

    /// Removes a message that was refused for good.
    void failed(UUID key) {
        if (remove(key) && probing) {
            paused = false;
            window = 1;
        }
    }

    /// Keeps a message that was refused and may be repeated.
    void refused(UUID key, long nanos, long retryAfterNanos) {
        for (Entry entry : queue) {
            if (entry.message.key().equals(key) && entry.sent) {
                entry.sent = false;
                unanswered--;
                paused = true;
                probing = false;
                pausedUntil = nanos + retryAfterNanos;
            }
        }
    }

    /// Keeps all messages for the next connection.
    void disconnected() {
        queue.forEach(entry -> entry.sent = false);
        unanswered = 0;
        window = WINDOW_MAX;
        paused = false;
        probing = false;
    }

    /// Drops the newest message, so that no attempt repeats it; null if there is none.
    @Nullable
    Pending abandonNewest() {
        Entry newest = queue.pollLast();
        return newest == null ? null : newest.message;
    }

    private boolean remove(UUID key) {
        for (Entry entry : queue) {
            if (entry.message.key().equals(key)) {
                queue.remove(entry);
                if (entry.sent) {
                    unanswered--;
                }
                return true;
            }
        }
        return false;
    }
}
