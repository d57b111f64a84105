package io.vestnik.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The read marks that the server has not confirmed yet: the highest one of each chat, repeated until it is.
///
/// Safe for many threads.
final class ReadMarks {

    /// So many marks wait for an answer at once: reading a thousand chats must leave room for sends.
    private static final int IN_FLIGHT_MAX = 64;

    private final LongSupplier nanoTime;
    private final Pause pause;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UUID, Mark> marks = new HashMap<>();
    private int inFlight;

    /// @param nanoTime never runs back, as {@link System#nanoTime}
    ReadMarks(LongSupplier nanoTime, RandomGenerator random) {
        this.nanoTime = nanoTime;
        this.pause = new Pause(random);
    }

    private static final class Mark {
        private long wanted;

        private boolean inFlight;

        /// The mark that is in flight.
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

    /// What may be sent now, by chat; each is then in flight. One mark of a chat at a time, so that a later one is
    /// never answered before an earlier one.
    ///
    /// @param room how many at most
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

    /// How long until a mark that was refused may be sent again; absent when none waits for that.
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

    /// Confirmed, or refused for good.
    void settled(UUID chatId, long upTo) {
        answered(chatId, upTo, mark -> {
            if (mark.wanted <= upTo) {
                marks.remove(chatId);
            }
        });
    }

    /// Refused for now.
    void held(UUID chatId, long upTo, @Nullable Duration asked) {
        long until = nanoTime.getAsLong() + pause.after(asked).toNanos();
        answered(chatId, upTo, mark -> {
            mark.held = true;
            mark.heldUntil = until;
        });
    }

    /// The connection is gone: everything in flight is to be sent again.
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
            // An answer of an earlier connection is for a mark that is to be sent again.
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
