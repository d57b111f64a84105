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

/// The messages that are not acknowledged yet, in order, chat by chat.
///
/// A message leaves the outbox only with an acknowledgement or a final refusal; until then it is repeated with the same
/// key, on as many connections as it takes. The order of the calls is the order in the chat. After a refusal that may
/// pass, a chat is held:
///
/// 1. nothing of it is sent until everything in flight is answered and the pause of the last refusal is over;
/// 2. then the first refused message is sent alone, which is what the server waits for;
/// 3. with each answer after that the window grows by one again, which doubles it in each round trip.
///
/// Safe for many threads.
final class Outbox {

    /// One message on its way.
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

    /// Whose turn it is to send, the next one first. A queue that ran empty stays until its turn comes.
    private final Deque<Queue> turns = new ArrayDeque<>();

    private int pending;
    private long lastNumber;
    private @Nullable RuntimeException ended;

    /// @param pendingMax the most that may wait, over all chats
    /// @param windowMax how far ahead of the acknowledgements one chat's sends may run
    /// @param nanoTime never runs back, as {@link System#nanoTime}
    Outbox(int pendingMax, int windowMax, LongSupplier nanoTime, RandomGenerator random) {
        this.pendingMax = pendingMax;
        this.windowMax = windowMax;
        this.nanoTime = nanoTime;
        this.pause = new Pause(random);
    }

    /// After {@link #abandon} the message fails at once.
    ///
    /// @throws IllegalStateException when too much waits already
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

    /// What may be sent now; each is then in flight. Messages of one chat come in order, and the chats take turns, so
    /// that none waits until another one is empty.
    ///
    /// @param room how many at most
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

    /// How long until a chat that is held may send again; absent when none waits for that.
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

    /// Durable: it leaves the outbox.
    void acknowledged(Pending message, Message stored) {
        settle(message);
        message.done().complete(stored);
    }

    /// Refused for good: it leaves the outbox with the reason.
    void refused(Pending message, VestnikException why) {
        settle(message);
        message.done().completeExceptionally(why);
    }

    /// Refused for now: it and all after it in the chat wait.
    ///
    /// @param asked how long the server asks to wait; absent when it does not say
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

    /// The connection is gone: everything in flight is to be sent again, at once on the next one, where nothing was
    /// refused yet.
    void disconnected() {
        lock.lock();
        try {
            queues.values().forEach(queue -> queue.allBack(windowMax));
        } finally {
            lock.unlock();
        }
    }

    /// Nothing is sent any more: what waits fails, and so does what is added later.
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

    /// How many are not acknowledged.
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

    /// One chat's messages by the number of their adding, which is the order they are sent in, again and again.
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
                // Answers to what followed the refused one are still to come: sending now would reorder.
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
