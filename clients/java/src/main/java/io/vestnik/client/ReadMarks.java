package io.vestnik.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Keeps, for each chat, the highest read mark that the server has not confirmed. Each read mark is sent again until
/// the server confirms it or refuses it for good.
///
/// Thread-safe.
final class ReadMarks {

    /// The maximum number of unanswered read marks, so that reading many chats leaves room for sends.
    private static final int IN_FLIGHT_MAX = 64;

    private final LongSupplier nanoTime;
    private final Pause pause;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UUID, Mark> marks = new HashMap<>();
    private int inFlight;

    /// @param nanoTime a monotonic clock, such as {@link System#nanoTime}
    ReadMarks(LongSupplier nanoTime, RandomGenerator random) {
        this.nanoTime = nanoTime;
        this.pause = new Pause(random);
    }

    private static final class Mark {
        private long wanted;

        private boolean inFlight;

        /// The read mark that was sent and is unanswered, valid if `inFlight`.
        private long sent;

        private boolean held;
        private long heldUntil;
    }

    void add(UUID chatId, long upTo) {
        lock.lock();
        try {
            Mark mark = marks.computeIfAbsent(chatId, id -> new Mark());
            mark.wanted = Math.max(mark.wanted, upTo);
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return marks.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /// Returns the read marks to send now, by chat, which then count as unanswered. Each chat has at most one
    /// unanswered read mark, so that answers come in the order of the marks.
    ///
    /// @param room the maximum number of marks to return
    Map<UUID, Long> due(int room) {
        long now = nanoTime.getAsLong();
        lock.lock();
        try {
            Map<UUID, Long> due = new HashMap<>();
            for (Map.Entry<UUID, Mark> entry : marks.entrySet()) {
                if (due.size() >= room || inFlight >= IN_FLIGHT_MAX) {
                    break;
                }
                Mark mark = entry.getValue();
                if (!mark.inFlight && !(mark.held && now - mark.heldUntil < 0)) {
                    mark.held = false;
                    mark.inFlight = true;
                    mark.sent = mark.wanted;
                    inFlight++;
                    due.put(entry.getKey(), mark.wanted);
                }
            }
            return due;
        } finally {
            lock.unlock();
        }
    }

    /// The time until a read mark may be sent again after a refusal; null if no read mark waits after a refusal.
    @Nullable
    Duration untilDue() {
        long now = nanoTime.getAsLong();
        lock.lock();
        try {
            return marks.values().stream()
                    .filter(mark -> mark.held)
                    .map(mark -> Duration.ofNanos(mark.heldUntil - now))
                    .min(Duration::compareTo)
                    .orElse(null);
        } finally {
            lock.unlock();
        }
    }

    /// Records that the server confirmed a read mark or refused it for good.
    void settled(UUID chatId, long upTo) {
        answered(chatId, upTo, mark -> {
            if (mark.wanted <= upTo) {
                marks.remove(chatId);
            }
        });
    }

    /// Records that the server refused a read mark temporarily.
    ///
    /// @param asked the pause that the server requested; null = none
    void held(UUID chatId, long upTo, @Nullable Duration asked) {
        long until = nanoTime.getAsLong() + pause.after(asked).toNanos();
        answered(chatId, upTo, mark -> {
            mark.held = true;
            mark.heldUntil = until;
        });
    }

    /// Makes all unanswered read marks due again after the end of a connection.
    void disconnected() {
        lock.lock();
        try {
            inFlight = 0;
            for (Mark mark : marks.values()) {
                mark.inFlight = false;
                mark.held = false;
            }
        } finally {
            lock.unlock();
        }
    }

    private interface Answer {
        void on(Mark mark);
    }

    private void answered(UUID chatId, long upTo, Answer answer) {
        lock.lock();
        try {
            Mark mark = marks.get(chatId);
            // An answer on an earlier connection is ignored: its mark will be sent again.
            if (mark != null && mark.inFlight && mark.sent == upTo) {
                mark.inFlight = false;
                inFlight--;
                answer.on(mark);
            }
        } finally {
            lock.unlock();
        }
    }
}
