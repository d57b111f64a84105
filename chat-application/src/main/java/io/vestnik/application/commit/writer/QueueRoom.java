package io.vestnik.application.commit.writer;

import io.vestnik.application.commit.QueuedChange;
import io.vestnik.domain.user.UserId;
import java.util.HashMap;
import java.util.Map;

/// The capacity of one writer's queue, in changes and in bytes, in total and for each user. Guarded by the queue's
/// lock.
final class QueueRoom {
    /// The maximum number of changes in a queue: about the work of a third of a second. A change that would wait longer
    /// is refused instead.
    static final int CHANGES_MAX = 10_000;

    /// The divisor for the part of a queue that one user may use. The rest is for other users.
    static final int USER_PART = 4;

    /// The share of the heap for all queues together, in percent. The share is small, because a change has more copies
    /// on its way to the database and to the connections.
    private static final int HEAP_PERCENT = 6;

    /// The maximum memory of all queues together, in bytes, however large the heap is. The work of a third of a second
    /// with texts of ordinary length needs less.
    private static final long BYTES_MAX = 64L << 20;

    private final long bytesMax;
    private final Map<UserId, Held> users = new HashMap<>();
    private final Held all = new Held();

    private static final class Held {
        private int changes;
        private long bytes;

        private void add(QueuedChange write) {
            changes++;
            bytes += write.bytes();
        }

        private void remove(QueuedChange write) {
            changes--;
            bytes -= write.bytes();
        }
    }

    /// @param bytesMax the maximum size of the changes in the queue, in bytes
    QueueRoom(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /// The maximum size of each queue in bytes, in a process with this heap and this number of queues.
    static long bytesOfEach(long heapBytes, int queues) {
        return Math.min(heapBytes / 100 * HEAP_PERCENT, BYTES_MAX) / queues;
    }

    /// Whether one more change fits, in total and for the user who requests it.
    boolean takes(QueuedChange write) {
        Held user = users.get(write.actor());
        return all.changes < CHANGES_MAX
                && all.bytes + write.bytes() <= bytesMax
                && (user == null
                        || (user.changes < CHANGES_MAX / USER_PART
                                && user.bytes + write.bytes() <= bytesMax / USER_PART));
    }

    /// Counts a change that enters the queue, even if it exceeds the capacity.
    void enter(QueuedChange write) {
        all.add(write);
        users.computeIfAbsent(write.actor(), user -> new Held()).add(write);
    }

    void leave(QueuedChange write) {
        all.remove(write);
        Held user = users.get(write.actor());
        if (user != null) {
            user.remove(write);
            if (user.changes == 0) {
                users.remove(write.actor());
            }
        }
    }

    int changes() {
        return all.changes;
    }

    long bytes() {
        return all.bytes;
    }
}
