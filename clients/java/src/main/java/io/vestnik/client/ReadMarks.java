package io.vestnik.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The unconfirmed read marks: the highest one of each chat, retried until confirmed.
///
/// Safe for many threads.
final class ReadMarks {

    /// The maximum of unanswered marks: reading a thousand chats must leave room for sends.
    private static final int IN_FLIGHT_MAX = 64;

    private final LongSupplier nanoTime;
    private final Pause pause;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UUID, Mark> marks = new HashMap<>();
    private int inFlight;

    /// @param nanoTime monotonic, as {@link System#nanoTime}
    ReadMarks(LongSupplier nanoTime, RandomGenerator random) {
        this.nanoTime = nanoTime;
        this.pause = new Pause(random);
    }

    private static final class Mark {
        private long wanted;

        private boolean inFlight;

        /// The mark in flight.
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

    /// The marks that may be sent now, by chat; each is then in flight. Only one mark of a chat is in flight at a time,
    /// so that a later one is never answered before an earlier one.
    ///
    /// @param room the maximum number
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

    /// The time until a refused mark may be retried; absent if no mark waits for it.
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

    /// The mark was confirmed, or refused for good.
    void settled(UUID chatId, long upTo) {
        answered(chatId, upTo, mark -> {
            if (mark.wanted <= upTo) {
                marks.remove(chatId);
            }
        });
    }

    /// The mark was refused temporarily.
    void held(UUID chatId, long upTo, @Nullable Duration asked) {
        long until = nanoTime.getAsLong() + pause.after(asked).toNanos();
        answered(chatId, upTo, mark -> {
            mark.held = true;
            mark.heldUntil = until;
        });
    }

    /// The connection ended: all marks in flight must be sent again.
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
            // The answer of an earlier connection belongs to a mark that must be sent again.
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
