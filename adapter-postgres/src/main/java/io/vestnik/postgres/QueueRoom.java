package io.vestnik.postgres;

import io.vestnik.domain.user.UserId;
import java.util.HashMap;
import java.util.Map;

/// The room of one writer's queue, in changes and in bytes, in all and for each user. Guarded by the queue's lock.
final class QueueRoom {
    /// About a third of a second's work: what waits longer than that is better refused.
    static final int CHANGES_MAX = 10_000;

    /// One user has at most this part of a queue, so that the others find room.
    static final int USER_PART = 4;

    /// All queues together may hold this share of the heap: what is committed has further copies on its way to the
    /// database and to connections.
    private static final int HEAP_PERCENT = 6;

    /// A third of a second's work with texts of ordinary length needs less, however large the heap is.
    private static final long BYTES_MAX = 64L << 20;

    private final long bytesMax;
    private final Map<UserId, Held> users = new HashMap<>();
    private final Held all = new Held();

    private static final class Held {
        private int changes;
        private long bytes;

        private void add(Work work) {
            changes++;
            bytes += work.bytes();
        }

        private void remove(Work work) {
            changes--;
            bytes -= work.bytes();
        }
    }

    /// @param bytesMax how much the changes of the queue may hold
    QueueRoom(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /// How many bytes each queue has, where there are `queues` of them in a process with such a heap.
    static long bytesOfEach(long heapBytes, int queues) {
        return Math.min(heapBytes / 100 * HEAP_PERCENT, BYTES_MAX) / queues;
    }

    /// Whether one more fits, for everybody and for its user.
    boolean takes(Work work) {
        Held user = users.get(work.actor());
        return all.changes < CHANGES_MAX
                && all.bytes + work.bytes() <= bytesMax
                && (user == null
                        || (user.changes < CHANGES_MAX / USER_PART
                                && user.bytes + work.bytes() <= bytesMax / USER_PART));
    }

    /// Counts it, whether it fits or not.
    void enter(Work work) {
        all.add(work);
        users.computeIfAbsent(work.actor(), user -> new Held()).add(work);
    }

    void leave(Work work) {
        all.remove(work);
        Held user = users.get(work.actor());
        if (user != null) {
            user.remove(work);
            if (user.changes == 0) {
                users.remove(work.actor());
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
