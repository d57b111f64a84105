package io.vestnik.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What was to be sent and is not acknowledged yet, in order, chat by chat.
///
/// A message leaves it only with an acknowledgement or a final refusal; until then it is repeated with the same key, on
/// as many connections as it takes. After a refusal that may pass, nothing of that chat is sent until the pause is
/// over, and then again from the refused one, so that the order of the calls is the order in the chat. Safe for many
/// threads.
final class Outbox {

    /// One message on its way.
    record Pending(
            UUID chatId, UUID key, String text, @Nullable Long replyTo, CompletableFuture<Message> done) {
        Pending(UUID chatId, UUID key, String text, @Nullable Long replyTo) {
            this(chatId, key, text, replyTo, new CompletableFuture<>());
        }
    }

    /// How far ahead of the acknowledgements one chat's sends may run.
    private static final int IN_FLIGHT_MAX = 64;

    private static final Duration PAUSE_DEFAULT = Duration.ofMillis(500);

    private final int pendingMax;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UUID, Queue> queues = new HashMap<>();
    private int pending;
    private long lastNumber;

    /// @param pendingMax the most that may wait, over all chats
    Outbox(int pendingMax, Clock clock) {
        this.pendingMax = pendingMax;
        this.clock = clock;
    }

    /// @throws IllegalStateException when too much waits already
    void add(Pending message) {
        lock.lock();
        try {
            if (pending == pendingMax) {
                throw new IllegalStateException(
                        "the outbox is full: " + pendingMax + " messages wait to be acknowledged");
            }
            pending++;
            queues.computeIfAbsent(message.chatId(), id -> new Queue()).waiting.put(++lastNumber, message);
        } finally {
            lock.unlock();
        }
    }

    /// What may be sent now, in order, over all chats; each is then in flight.
    List<Pending> due() {
        Instant now = clock.instant();
        lock.lock();
        try {
            List<Pending> due = new ArrayList<>();
            for (Queue queue : queues.values()) {
                queue.take(now, due);
            }
            return due;
        } finally {
            lock.unlock();
        }
    }

    /// When something that is held back now may be sent; absent when nothing is held back.
    @Nullable
    Instant nextDue() {
        lock.lock();
        try {
            return queues.values().stream()
                    .filter(queue -> queue.inFlight.isEmpty())
                    .map(queue -> queue.heldUntil)
                    .filter(until -> until.isAfter(Instant.MIN))
                    .min(Instant::compareTo)
                    .orElse(null);
        } finally {
            lock.unlock();
        }
    }

    /// Durable: it is out.
    void acknowledged(Pending message, Message stored) {
        settle(message);
        message.done().complete(stored);
    }

    /// Refused for good: it is out, and whoever sent it hears why.
    void refused(Pending message, VestnikException why) {
        settle(message);
        message.done().completeExceptionally(why);
    }

    /// Refused for now: it and all after it wait.
    void held(Pending message, @Nullable Duration pause) {
        Instant until = clock.instant().plus(pause == null ? PAUSE_DEFAULT : pause);
        lock.lock();
        try {
            Queue queue = queues.get(message.chatId());
            if (queue != null && queue.back(message)) {
                queue.heldUntil = until.isAfter(queue.heldUntil) ? until : queue.heldUntil;
            }
        } finally {
            lock.unlock();
        }
    }

    /// The connection is gone: everything in flight is to be sent again, at once on the next one.
    void disconnected() {
        lock.lock();
        try {
            for (Queue queue : queues.values()) {
                queue.allBack();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Nothing will be sent any more.
    void abandon(RuntimeException why) {
        List<Pending> left = new ArrayList<>();
        lock.lock();
        try {
            for (Queue queue : queues.values()) {
                queue.allBack();
                left.addAll(queue.waiting.values());
            }
            queues.clear();
            pending = 0;
        } finally {
            lock.unlock();
        }
        left.forEach(message -> message.done().completeExceptionally(why));
    }

    /// How many are not acknowledged.
    int size() {
        lock.lock();
        try {
            return pending;
        } finally {
            lock.unlock();
        }
    }

    private void settle(Pending message) {
        lock.lock();
        try {
            Queue queue = queues.get(message.chatId());
            if (queue != null && queue.remove(message)) {
                pending--;
                if (queue.isEmpty()) {
                    queues.remove(message.chatId());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// One chat's messages by the number of their adding, which is the order they are sent in, again and again.
    private static final class Queue {
        private final TreeMap<Long, Pending> waiting = new TreeMap<>();
        private final TreeMap<Long, Pending> inFlight = new TreeMap<>();
        private Instant heldUntil = Instant.MIN;

        void take(Instant now, List<Pending> due) {
            if (heldUntil.isAfter(Instant.MIN)) {
                // Answers to what followed the refused one are still to come: sending now would reorder.
                if (!inFlight.isEmpty() || now.isBefore(heldUntil)) {
                    return;
                }
                heldUntil = Instant.MIN;
            }
            while (inFlight.size() < IN_FLIGHT_MAX && !waiting.isEmpty()) {
                Map.Entry<Long, Pending> next = waiting.pollFirstEntry();
                inFlight.put(next.getKey(), next.getValue());
                due.add(next.getValue());
            }
        }

        /// Whether it was in flight; it waits again.
        boolean back(Pending message) {
            Long number = numberOf(message, inFlight);
            if (number == null) {
                return false;
            }
            inFlight.remove(number);
            waiting.put(number, message);
            return true;
        }

        void allBack() {
            waiting.putAll(inFlight);
            inFlight.clear();
            heldUntil = Instant.MIN;
        }

        boolean remove(Pending message) {
            return inFlight.values().remove(message) || waiting.values().remove(message);
        }

        boolean isEmpty() {
            return inFlight.isEmpty() && waiting.isEmpty();
        }

        private static @Nullable Long numberOf(Pending message, Map<Long, Pending> among) {
            for (Map.Entry<Long, Pending> entry : among.entrySet()) {
                if (entry.getValue().equals(message)) {
                    return entry.getKey();
                }
            }
            return null;
        }
    }
}
