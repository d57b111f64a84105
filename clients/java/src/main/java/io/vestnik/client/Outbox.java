package io.vestnik.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The unacknowledged messages in order, per chat.
///
/// A message leaves the outbox only with an acknowledgement or a final refusal; until then it is retried with the same
/// key, on as many connections as necessary. The order of the calls is the order in the chat. After a retryable
/// refusal, a chat is held:
///
/// 1. no message of it is sent until all in flight are answered and the pause of the last refusal is over;
/// 2. then the first refused message is sent alone, since the server waits for it;
/// 3. with each later answer the window grows by one, which doubles it in each round trip.
///
/// Safe for many threads.
final class Outbox {

    /// An unacknowledged message.
    record Pending(
            UUID chatId, UUID key, String text, @Nullable Long replyTo, CompletableFuture<Message> done) {
        Pending(UUID chatId, UUID key, String text, @Nullable Long replyTo) {
            this(chatId, key, text, replyTo, new CompletableFuture<>());
        }
    }

    private final int pendingMax;
    private final int windowMax;
    private final LongSupplier nanoTime;
    private final Pause pause;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UUID, Queue> queues = new HashMap<>();

    /// The queues in the order of their turns to send. An empty queue stays until its turn comes.
    private final Deque<Queue> turns = new ArrayDeque<>();

    private int pending;
    private long lastNumber;
    private @Nullable RuntimeException ended;

    /// @param pendingMax the maximum number of unacknowledged messages, over all chats
    /// @param windowMax the maximum number of unacknowledged sends in flight per chat
    /// @param nanoTime monotonic, as {@link System#nanoTime}
    Outbox(int pendingMax, int windowMax, LongSupplier nanoTime, RandomGenerator random) {
        this.pendingMax = pendingMax;
        this.windowMax = windowMax;
        this.nanoTime = nanoTime;
        this.pause = new Pause(random);
    }

    /// Adds a message. After {@link #abandon} it fails at once.
    ///
    /// @throws IllegalStateException if the outbox is full
    void add(Pending message) {
        RuntimeException why;
        lock.lock();
        try {
            why = ended;
            if (why == null) {
                if (pending == pendingMax) {
                    throw new IllegalStateException(
                            "the outbox is full: " + pendingMax + " messages wait to be acknowledged");
                }
                pending++;
                queueOf(message.chatId()).waiting.put(++lastNumber, message);
            }
        } finally {
            lock.unlock();
        }
        if (why != null) {
            message.done().completeExceptionally(why);
        }
    }

    /// The messages that may be sent now; each is then in flight. Messages of one chat come in order, and the chats
    /// take turns, so that none waits until another one is empty.
    ///
    /// @param room the maximum number
    List<Pending> due(int room) {
        long now = nanoTime.getAsLong();
        lock.lock();
        try {
            List<Pending> due = new ArrayList<>();
            int passed = 0;
            while (due.size() < room && passed < turns.size()) {
                Queue queue = turns.removeFirst();
                if (queue.isEmpty()) {
                    continue;
                }
                turns.addLast(queue);
                Pending next = queue.next(now);
                if (next == null) {
                    passed++;
                } else {
                    due.add(next);
                    passed = 0;
                }
            }
            return due;
        } finally {
            lock.unlock();
        }
    }

    /// The time until a held chat may send again; absent if no chat waits for it.
    @Nullable
    Duration untilDue() {
        long now = nanoTime.getAsLong();
        lock.lock();
        try {
            return queues.values().stream()
                    .filter(queue -> queue.held && queue.inFlight.isEmpty())
                    .map(queue -> Duration.ofNanos(queue.heldUntil - now))
                    .min(Duration::compareTo)
                    .orElse(null);
        } finally {
            lock.unlock();
        }
    }

    /// The message is durable and leaves the outbox.
    void acknowledged(Pending message, Message stored) {
        settle(message);
        message.done().complete(stored);
    }

    /// The message was refused for good and leaves the outbox with the reason.
    void refused(Pending message, VestnikException why) {
        settle(message);
        message.done().completeExceptionally(why);
    }

    /// The message was refused temporarily: it and all later ones of its chat wait.
    ///
    /// @param asked the pause that the server requested; absent if there is none
    void held(Pending message, @Nullable Duration asked) {
        long until = nanoTime.getAsLong() + pause.after(asked).toNanos();
        lock.lock();
        try {
            Queue queue = queues.get(message.chatId());
            if (queue != null && queue.back(message)) {
                queue.hold(until);
            }
        } finally {
            lock.unlock();
        }
    }

    /// The connection ended: messages in flight must be sent again, at once on the next connection, since it has
    /// refused none yet.
    void disconnected() {
        lock.lock();
        try {
            queues.values().forEach(queue -> queue.allBack(windowMax));
        } finally {
            lock.unlock();
        }
    }

    /// Stops sending: waiting messages fail, and so do later ones.
    void abandon(RuntimeException why) {
        List<Pending> left = new ArrayList<>();
        lock.lock();
        try {
            ended = why;
            for (Queue queue : queues.values()) {
                queue.allBack(windowMax);
                left.addAll(queue.waiting.values());
            }
            queues.clear();
            turns.clear();
            pending = 0;
        } finally {
            lock.unlock();
        }
        left.forEach(message -> message.done().completeExceptionally(why));
    }

    /// The number of unacknowledged messages.
    int size() {
        lock.lock();
        try {
            return pending;
        } finally {
            lock.unlock();
        }
    }

    private Queue queueOf(UUID chatId) {
        return queues.computeIfAbsent(chatId, id -> {
            Queue queue = new Queue(windowMax);
            turns.addLast(queue);
            return queue;
        });
    }

    private void settle(Pending message) {
        lock.lock();
        try {
            Queue queue = queues.get(message.chatId());
            if (queue != null && queue.remove(message)) {
                pending--;
                queue.widen(windowMax);
                if (queue.isEmpty()) {
                    queues.remove(message.chatId());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// One chat's messages, numbered in the order of their addition. They are sent and retried in this order.
    private static final class Queue {
        private final TreeMap<Long, Pending> waiting = new TreeMap<>();
        private final TreeMap<Long, Pending> inFlight = new TreeMap<>();
        private int window;
        private boolean held;
        private long heldUntil;

        Queue(int window) {
            this.window = window;
        }

        @Nullable
        Pending next(long now) {
            if (held) {
                // Sends after the refused one are still unanswered: sending now would reorder.
                if (!inFlight.isEmpty() || now - heldUntil < 0) {
                    return null;
                }
                held = false;
                window = 1;
            }
            if (inFlight.size() >= window || waiting.isEmpty()) {
                return null;
            }
            Map.Entry<Long, Pending> first = waiting.pollFirstEntry();
            inFlight.put(first.getKey(), first.getValue());
            return first.getValue();
        }

        void hold(long until) {
            heldUntil = held && heldUntil - until > 0 ? heldUntil : until;
            held = true;
        }

        void widen(int windowMax) {
            window = Math.min(windowMax, window + 1);
        }

        /// Returns a message to the waiting ones.
        ///
        /// @return whether it was in flight
        boolean back(Pending message) {
            Long number = numberOf(message, inFlight);
            if (number == null) {
                return false;
            }
            inFlight.remove(number);
            waiting.put(number, message);
            return true;
        }

        void allBack(int windowMax) {
            waiting.putAll(inFlight);
            inFlight.clear();
            held = false;
            window = windowMax;
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
