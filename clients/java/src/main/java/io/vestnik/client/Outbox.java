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

/// The unacknowledged messages of all chats. Each chat's messages keep the order in which they were added.
///
/// A message leaves the outbox only after an acknowledgement or a final refusal. Until then it is sent again with the
/// same key, on each new connection if necessary. A temporary refusal stops the sends to its chat:
///
/// 1. no message of the chat is sent until all its unanswered messages are answered and the requested pause is over;
/// 2. then the first refused message is sent alone, since the server accepts no other message of the chat;
/// 3. the maximum number of unanswered messages, now 1, rises by one with each acknowledgement or final refusal, up to
///    `windowMax`.
///
/// Thread-safe.
final class Outbox {

    /// An unacknowledged message. `done` completes with the stored message.
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

    /// The queues of the chats, in the order in which they may send next. An empty queue is removed when it comes
    /// first.
    private final Deque<Queue> turns = new ArrayDeque<>();

    private int pending;
    private long lastNumber;
    private @Nullable RuntimeException ended;

    /// @param pendingMax the maximum number of unacknowledged messages in all chats
    /// @param windowMax the maximum number of unanswered sends per chat
    /// @param nanoTime a monotonic clock, such as {@link System#nanoTime}
    Outbox(int pendingMax, int windowMax, LongSupplier nanoTime, RandomGenerator random) {
        this.pendingMax = pendingMax;
        this.windowMax = windowMax;
        this.nanoTime = nanoTime;
        this.pause = new Pause(random);
    }

    /// Adds a message. After {@link #abandon} the message fails immediately.
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

    /// Returns the messages to send now; they then count as unanswered. Messages of a chat keep their order. Chats take
    /// turns, so that no chat waits until another chat has sent everything.
    ///
    /// @param room the maximum number of messages to return
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

    /// The shortest remaining pause after a refusal. Chats with unanswered messages do not count, because they wait for
    /// the answers, too. Null if none of the other chats is in a pause.
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

    /// Removes a message that the server has stored, and completes its future.
    void acknowledged(Pending message, Message stored) {
        settle(message);
        message.done().complete(stored);
    }

    /// Removes a message that the server refused for good, and fails its future with the refusal.
    void refused(Pending message, VestnikException why) {
        settle(message);
        message.done().completeExceptionally(why);
    }

    /// Puts a temporarily refused message back into its queue. The message and all later messages of its chat wait.
    ///
    /// @param asked the pause that the server requested; null = none
    void held(Pending message, @Nullable Duration asked) {
        long until = nanoTime.getAsLong() + pause.after(asked).toNanos();
        lock.lock();
        try {
            Queue queue = queues.get(message.chatId());
            if (queue != null && queue.requeue(message)) {
                queue.hold(until);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Puts all unanswered messages back into their queues after the end of a connection. They may be sent immediately
    /// on the next connection, since refusals apply to one connection only.
    void disconnected() {
        lock.lock();
        try {
            queues.values().forEach(queue -> queue.requeueAll(windowMax));
        } finally {
            lock.unlock();
        }
    }

    /// Fails all messages, and every message added later.
    void abandon(RuntimeException why) {
        List<Pending> left = new ArrayList<>();
        lock.lock();
        try {
            ended = why;
            for (Queue queue : queues.values()) {
                queue.requeueAll(windowMax);
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

    /// The messages of one chat, numbered in the order in which they were added. All sends have this order, repeats
    /// included.
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
                // A new send could overtake an unanswered one, which may yet be refused.
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

        /// Marks an unanswered message as waiting again.
        ///
        /// @return whether the message was unanswered
        boolean requeue(Pending message) {
            Long number = numberOf(message, inFlight);
            if (number == null) {
                return false;
            }
            inFlight.remove(number);
            waiting.put(number, message);
            return true;
        }

        void requeueAll(int windowMax) {
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
