package io.vestnik.application.live.session;

import io.vestnik.application.live.EventSinkClosedException;
import io.vestnik.domain.user.UserId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// Schedules the tasks of replays, so that a user with many connections cannot occupy the processors and the database.
/// At any time at most one task per user and a few tasks per node run. A task reads and encodes one page; it never
/// waits for a client. The queues of the users and of the node are first in, first out. Thread-safe.
final class ReplayTurns {
    /// The number of tasks per processor that run at the same time. A task waits for the database for about half of its
    /// time.
    private static final int PER_PROCESSOR = 2;

    private final Semaphore node;
    private final ConcurrentHashMap<UserId, Line> lines = new ConcurrentHashMap<>();

    private static final class Line {
        final Semaphore turn = new Semaphore(1, true);
        int replays;
        /// The memory that the user's replays hold. Guarded by this object.
        private long bytes;

        synchronized boolean hold(long more, long bytesMax) {
            if (bytes > 0 && bytes + more > bytesMax) {
                return false;
            }
            bytes += more;
            return true;
        }

        synchronized void release(long less) {
            bytes -= less;
        }
    }

    /// @param atOnce the maximum number of tasks that run at the same time on this node
    ReplayTurns(int atOnce) {
        node = new Semaphore(atOnce, true);
    }

    static ReplayTurns ofProcessors() {
        return new ReplayTurns(PER_PROCESSOR * Runtime.getRuntime().availableProcessors());
    }

    /// Joins the queue of a user's replays.
    Ticket join(UserId userId) {
        Line line = lines.compute(userId, (id, present) -> {
            Line joined = present == null ? new Line() : present;
            joined.replays++;
            return joined;
        });
        return new Ticket(userId, line);
    }

    /// The number of users who have a replay.
    int users() {
        return lines.size();
    }

    /// The membership of one replay in the queue of its user, until the ticket is closed.
    final class Ticket implements AutoCloseable {
        private final UserId userId;
        private final Line line;
        private long held;

        private Ticket(UserId userId, Line line) {
            this.userId = userId;
            this.line = line;
        }

        /// Runs a task in this replay's turn among the replays of its user.
        ///
        /// @throws EventSinkClosedException if the thread was interrupted while it waited
        <T> T inTurnOfUser(Supplier<T> task) {
            return inTurn(line.turn, task);
        }

        /// Runs a task in this replay's turn among the replays of the node.
        ///
        /// @throws EventSinkClosedException as [#inTurnOfUser]
        <T> T inTurnOfNode(Supplier<T> task) {
            return inTurn(node, task);
        }

        private static <T> T inTurn(Semaphore turns, Supplier<T> task) {
            try {
                turns.acquire();
            } catch (InterruptedException e) {
                throw new EventSinkClosedException();
            }
            try {
                return task.get();
            } finally {
                turns.release();
            }
        }

        /// Counts the memory that this replay holds. Called once, by the replay's thread.
        ///
        /// @param bytesMax the maximum for all replays of the user together. It does not apply if no other replay of
        ///     the user holds memory
        /// @return false if the user's other replays hold too much; then no memory is counted
        boolean hold(long bytes, long bytesMax) {
            if (!line.hold(bytes, bytesMax)) {
                return false;
            }
            held = bytes;
            return true;
        }

        /// Undoes [#hold].
        void release() {
            line.release(held);
            held = 0;
        }

        @Override
        public void close() {
            release();
            lines.computeIfPresent(userId, (id, present) -> --present.replays == 0 ? null : present);
        }
    }
}
