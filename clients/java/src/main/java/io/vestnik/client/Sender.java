package io.vestnik.client;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Sends messages and read marks over the current connection. It does not wait for an answer before it sends the next
/// request, up to the number of unanswered requests that the server allows. Temporarily refused requests are sent
/// again.
///
/// Thread-safe.
final class Sender {

    /// The maximum number of unanswered requests on a connection. If more requests are unanswered, a server may close
    /// the connection with code 4503.
    static final int REQUESTS_MAX = 256;

    /// The part of {@link #REQUESTS_MAX} that is reserved for a ping and a new token.
    private static final int REQUESTS_KEPT_FREE = 2;

    private final Outbox outbox;
    private final ReadMarks reads;
    private final Views views;
    private final Runnable changed;

    /// Held while frames are sent, so that their order is that of the outbox.
    private final ReentrantLock sending = new ReentrantLock();

    private volatile @Nullable LiveSocket socket;

    /// @param changed called after each answer, on the thread that reads the connection, since {@link #pump} may then
    ///     have something to send. It is also called when requests are sent while no other request is unanswered
    Sender(Outbox outbox, ReadMarks reads, Views views, Runnable changed) {
        this.outbox = outbox;
        this.reads = reads;
        this.views = views;
        this.changed = changed;
    }

    /// Uses a connection that is live; {@link #pump} sends the due requests on it.
    void connected(LiveSocket live) {
        socket = live;
    }

    /// Stops using the connection, which has ended. Unanswered requests are sent again on the next connection.
    void disconnected() {
        // Without the lock, a send that has begun would stay unanswered for good on the ended connection.
        sending.lock();
        try {
            socket = null;
            outbox.disconnected();
            reads.disconnected();
        } finally {
            sending.unlock();
        }
    }

    /// @throws IllegalStateException if too many messages are unacknowledged
    void send(Outbox.Pending message) {
        outbox.add(message);
        pump();
    }

    void read(UUID chatId, long upTo) {
        reads.add(chatId, upTo);
        pump();
    }

    /// Sends the requests that are due. The handler of an answer must not call this method: the handler may run while
    /// this method is sending, and the handler's sends would overtake those that this method has yet to do.
    void pump() {
        sending.lock();
        try {
            LiveSocket on = socket;
            if (on == null) {
                return;
            }
            boolean idle = on.unanswered() == 0;
            for (Map.Entry<UUID, Long> mark : reads.due(room(on)).entrySet()) {
                sendRead(on, mark.getKey(), mark.getValue());
            }
            for (Outbox.Pending message : outbox.due(room(on))) {
                CompletableFuture<?> unused = on.send(
                                message.chatId(), message.key(), message.text(), message.replyTo())
                        .whenComplete((sent, failure) -> answered(on, message, sent, failure));
            }
            if (idle && on.unanswered() > 0) {
                changed.run();
            }
        } finally {
            sending.unlock();
        }
    }

    /// The time until a refused request may be sent again; null if no request waits after a refusal.
    @Nullable
    Duration untilDue() {
        Duration message = outbox.untilDue();
        Duration mark = reads.untilDue();
        return message == null || (mark != null && mark.compareTo(message) < 0) ? mark : message;
    }

    /// The number of unacknowledged messages.
    int unacknowledged() {
        return outbox.size();
    }

    /// Whether every message is acknowledged and every read mark is confirmed.
    boolean isIdle() {
        return outbox.size() == 0 && reads.isEmpty();
    }

    /// Fails all messages, and every message added later.
    void abandon(RuntimeException why) {
        outbox.abandon(why);
    }

    private static int room(LiveSocket on) {
        return REQUESTS_MAX - REQUESTS_KEPT_FREE - on.unanswered();
    }

    private void answered(
            LiveSocket by, Outbox.Pending message, ServerFrame.@Nullable Sent sent, @Nullable Throwable failure) {
        VestnikException refusal = refusal(failure);
        if (sent != null) {
            outbox.acknowledged(message, sent.message());
        } else if (refusal != null && !refusal.retryable()) {
            outbox.refused(message, refusal);
        } else if (refusal != null && by.equals(socket)) {
            outbox.held(message, refusal.retryAfter());
        }
        // After any other failure the connection is lost, and the message is sent again on the next connection.
        changed.run();
    }

    private void sendRead(LiveSocket on, UUID chatId, long upTo) {
        CompletableFuture<?> unused =
                on.read(chatId, upTo).whenComplete((ok, failure) -> answered(on, chatId, upTo, ok, failure));
    }

    private void answered(
            LiveSocket by, UUID chatId, long upTo, ServerFrame.@Nullable Ok ok, @Nullable Throwable failure) {
        ChatView view = views.find(chatId);
        if (ok != null && view != null && ok.readUpTo() != null) {
            view.marks(ok.readUpTo(), 0);
        }
        VestnikException refusal = refusal(failure);
        if (by.equals(socket)) {
            if (refusal != null && refusal.retryable()) {
                reads.held(chatId, upTo, refusal.retryAfter());
            } else if (ok != null || refusal != null) {
                reads.settled(chatId, upTo);
            }
        }
        changed.run();
    }

    private static @Nullable VestnikException refusal(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof VestnikException refusal ? refusal : null;
    }
}
