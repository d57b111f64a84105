package io.vestnik.attacks.kit;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A client that follows the protocol and keeps a fixed number of unanswered sends on one connection. After a refusal
/// it stops sending to the chat and waits for `retryAfterMs`. Then it sends the first refused message again, alone, and
/// continues after the acknowledgement.
///
/// The server promises such a client not to close its connection, and to store its messages in the order in which it
/// first sent them.
public final class WindowedSender {
    private static final Duration TICK = Duration.ofMillis(5);
    private static final Duration PAUSE_MIN = Duration.ofMillis(1);

    private final AttackContext context;
    private final SocketLine line;
    private final String name;
    private final int window;
    private final Map<String, Pending> waiting = new HashMap<>();
    private final List<ChatQueue> queues = new ArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private long sequence;
    private int unstored;

    /// A message, with its position in the chat's queue and on the connection.
    private record Pending(ChatQueue queue, int position, long sequence, String key, String text) {}

    /// The messages to one chat.
    private static final class ChatQueue {
        final String chatId;
        final List<Pending> messages = new ArrayList<>();
        final ArrayDeque<Pending> due = new ArrayDeque<>();
        final List<Pending> refused = new ArrayList<>();
        int inFlight;
        long heldUntilNanos;
        boolean probing;

        ChatQueue(String chatId) {
            this.chatId = chatId;
        }
    }

    /// @param name the name of the connection, unique in the ledger
    /// @param window the maximum number of unanswered sends
    public WindowedSender(AttackContext context, SocketLine line, String name, int window) {
        this.context = context;
        this.line = line;
        this.name = name;
        this.window = window;
    }

    /// Sends messages to several chats in turn. Returns when all messages are stored, when the attack ends, or after
    /// the timeout.
    ///
    /// @return whether all messages are stored
    /// @throws IOException if the connection ended
    public boolean run(List<String> chatIds, int messages, Duration timeout) throws IOException, InterruptedException {
        synchronized (this) {
            chatIds.forEach(chatId -> queues.add(new ChatQueue(chatId)));
            for (int i = 0; i < messages; i++) {
                ChatQueue queue = queues.get(i % queues.size());
                String key = UUID.randomUUID().toString();
                Pending message = new Pending(queue, queue.messages.size(), sequence++, key, name + " #" + i);
                queue.messages.add(message);
                queue.due.add(message);
            }
            unstored = messages;
        }
        Thread ticking = Thread.ofVirtual().start(this::tick);
        try {
            long until = System.nanoTime() + timeout.toNanos();
            for (long rest = timeout.toNanos();
                    done.getCount() > 0 && rest > 0 && !context.isOver();
                    rest = until - System.nanoTime()) {
                line.readTimeout(Duration.ofNanos(rest));
                take(context.count(line.nextText()));
            }
            return done.getCount() == 0;
        } catch (SocketTimeoutException e) {
            return false;
        } finally {
            done.countDown();
            ticking.join();
        }
    }

    /// The number of messages that are not acknowledged.
    public synchronized int unstored() {
        return unstored;
    }

    private void tick() {
        try {
            do {
                pump();
            } while (!done.await(TICK.toMillis(), TimeUnit.MILLISECONDS));
        } catch (IOException e) {
            // The thread that reads the connection gets the same failure, with the close code.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void pump() throws IOException {
        long now = System.nanoTime();
        for (ChatQueue queue : queues) {
            if (!queue.refused.isEmpty() && queue.inFlight == 0 && now >= queue.heldUntilNanos) {
                queue.refused.sort(Comparator.comparingInt(Pending::position).reversed());
                queue.refused.forEach(queue.due::addFirst);
                queue.refused.clear();
                queue.probing = true;
            }
            while (waiting.size() < window
                    && queue.refused.isEmpty()
                    && !queue.due.isEmpty()
                    && !(queue.probing && queue.inFlight > 0)) {
                send(queue.due.remove());
            }
        }
    }

    private void send(Pending message) throws IOException {
        String ref = Long.toString(message.sequence());
        waiting.put(ref, message);
        message.queue().inFlight++;
        context.tally().sent();
        context.ledger().sending(message.queue().chatId, message.key(), message.text());
        line.text(SocketLine.send(ref, message.queue().chatId, message.key(), message.text()));
    }

    private void take(String frame) throws IOException {
        String type = SocketLine.field(frame, "type");
        if (!type.equals("sent") && !type.equals("error")) {
            return;
        }
        synchronized (this) {
            Pending message = waiting.remove(SocketLine.field(frame, "ref"));
            if (message == null) {
                return;
            }
            ChatQueue queue = message.queue();
            queue.inFlight--;
            if (type.equals("sent")) {
                stored(message, frame);
            } else if (SocketLine.field(frame, "retryable").equals("true")) {
                String pause = SocketLine.field(frame, "retryAfterMs");
                long millis = pause.isEmpty() ? 1_000 : Math.max(PAUSE_MIN.toMillis(), Long.parseLong(pause));
                queue.heldUntilNanos =
                        Math.max(queue.heldUntilNanos, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
                queue.refused.add(message);
            } else {
                context.breach(name + ": a send was refused permanently: " + SocketLine.field(frame, "code"));
            }
        }
        pump();
    }

    private void stored(Pending message, String frame) {
        message.queue().probing = false;
        boolean duplicate = SocketLine.isDuplicate(frame);
        long id = SocketLine.messageId(frame);
        context.ledger()
                .add(new Acknowledged(
                        name,
                        message.sequence(),
                        message.queue().chatId,
                        message.key(),
                        message.text(),
                        id,
                        duplicate));
        unstored--;
        if (unstored == 0) {
            done.countDown();
        }
    }
}
