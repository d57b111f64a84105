package io.vestnik.simulation.client;

import io.vestnik.application.RateLimitedException;
import io.vestnik.application.live.LiveSession;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.message.StoreOverloadedException;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.simulation.law.ConnectionLaws;
import io.vestnik.simulation.law.LawBook;
import io.vestnik.simulation.law.SendLaws;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Serves the requests of one connection in order, as the WebSocket adapter does, and checks their answers.
final class ConnectionRequests {
    /// The number of unanswered requests at which the node stops reading; see "Pipelining" in `docs/protocol.md`.
    private static final int UNANSWERED_MAX = 256;

    /// The pause before a client repeats a request that the store did not answer.
    static final Duration UNAVAILABLE_PAUSE = Duration.ofSeconds(1);

    private final NodeDoor node;
    private final LawBook book;
    private final ServerConnection connection;
    private final ConnectionLaws laws;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition answered = lock.newCondition();
    private final Map<Long, SendLaws.Attempt> attempts = new LinkedHashMap<>();
    private int unanswered;
    private boolean lost;
    private @Nullable LiveSession session;

    ConnectionRequests(NodeDoor node, LawBook book, ServerConnection connection, ConnectionLaws laws) {
        this.node = node;
        this.book = book;
        this.connection = connection;
        this.laws = laws;
    }

    void opened(DeviceId deviceId, LiveSession opened) {
        session = opened;
        book.devices().opened(connection, deviceId, node.process());
    }

    private LiveSession session() {
        return Objects.requireNonNull(session, "not open");
    }

    void serve(FromClient frame) {
        switch (frame) {
            case FromClient.Send send -> send(send);
            case FromClient.Edit edit ->
                answerLater(
                        edit.ref(),
                        () -> node.messaging()
                                .edit()
                                .edit(new MessageLog.Edit(edit.chatId(), laws.userId(), edit.id(), edit.text())),
                        message -> changed(edit.ref(), message));
            case FromClient.Delete delete ->
                answerLater(
                        delete.ref(),
                        () -> node.messaging()
                                .delete()
                                .delete(new MessageLog.Deletion(delete.chatId(), laws.userId(), delete.id())),
                        message -> changed(delete.ref(), message));
            case FromClient.Read read ->
                answerLater(
                        read.ref(),
                        () -> session().read(read.chatId(), read.upTo()),
                        upTo -> new FromServer.Marked(read.ref(), read.chatId(), upTo));
            case FromClient.Typing typing -> session().typing(typing.chatId());
            case FromClient.Pong pong -> throw new IllegalStateException("no request: " + pong);
        }
    }

    private FromServer changed(long ref, Message message) {
        laws.changed(message.chatId(), message.version());
        return new FromServer.Changed(ref, message.chatId(), message.version());
    }

    private void send(FromClient.Send send) {
        SendMessage.Command command =
                new SendMessage.Command(send.chatId(), laws.userId(), send.key(), send.text(), send.replyTo());
        SendLaws.Attempt attempt = book.sends().begun(command, Optional.of(connection));
        begin(send.ref(), attempt);
        session().send(command, outcome -> answer(send, outcome));
    }

    private void begin(long ref, SendLaws.Attempt attempt) {
        lock.lock();
        try {
            unanswered++;
            attempts.put(ref, attempt);
        } finally {
            lock.unlock();
        }
    }

    private void answer(FromClient.Send send, SendMessage.Outcome outcome) {
        SendLaws.Attempt attempt = finish(send.ref());
        if (attempt == null) {
            return;
        }
        boolean queued = connection.queue(new FromServer.Sent(send.ref(), outcome), () -> {
            switch (outcome) {
                case SendMessage.Outcome.Sent(Message message) -> laws.sent(send.key(), message);
                case SendMessage.Outcome.Duplicate(Message message) -> laws.duplicate(message);
                case SendMessage.Outcome.Refused refused -> {}
                case SendMessage.Outcome.TooFast tooFast -> {}
                case SendMessage.Outcome.Unknown unknown -> {}
            }
        });
        if (queued) {
            book.sends().answered(attempt, outcome);
        } else {
            book.sends().lost(attempt);
        }
    }

    /// Counts an answer; returns the attempt of an answered send, null for another request or a lost connection.
    private SendLaws.@Nullable Attempt finish(long ref) {
        lock.lock();
        try {
            unanswered--;
            if (unanswered <= UNANSWERED_MAX / 2) {
                answered.signalAll();
            }
            return attempts.remove(ref);
        } finally {
            lock.unlock();
        }
    }

    private <T> void answerLater(
            long ref, Supplier<CompletionStage<Outcome<T>>> action, Function<? super T, FromServer> answer) {
        lock.lock();
        try {
            unanswered++;
        } finally {
            lock.unlock();
        }
        begin(action).whenComplete((outcome, failure) -> {
            SendLaws.Attempt none = finish(ref);
            assert none == null;
            if (outcome != null) {
                connection.queue(
                        switch (outcome) {
                            case Outcome.Done<T>(T value) -> answer.apply(value);
                            case Outcome.Refused<T>(var reason) -> new FromServer.Refused(ref, reason);
                        });
            } else {
                Throwable cause = Objects.requireNonNull(failure);
                retryAfter(cause)
                        .ifPresentOrElse(
                                pause -> connection.queue(new FromServer.Retry(ref, pause)),
                                () -> node.defects().accept(cause));
            }
            connection.flush();
        });
    }

    private static <T> CompletionStage<Outcome<T>> begin(Supplier<CompletionStage<Outcome<T>>> action) {
        try {
            return action.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /// The pause after which a failed request may be repeated; empty if the failure is a defect.
    static Optional<Duration> retryAfter(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (cause) {
            case RateLimitedException limited -> Optional.of(limited.retryAfter());
            case StoreOverloadedException overloaded -> Optional.of(overloaded.retryAfter());
            case StoreUnavailableException unavailable -> Optional.of(UNAVAILABLE_PAUSE);
            default -> Optional.empty();
        };
    }

    /// Waits while too many requests are unanswered. The wait counts as a pause in reading.
    void awaitRoom() throws InterruptedException {
        boolean waited = false;
        lock.lock();
        try {
            if (unanswered >= UNANSWERED_MAX) {
                waited = true;
                while (!lost && unanswered > UNANSWERED_MAX / 2) {
                    answered.await();
                }
            }
        } finally {
            lock.unlock();
        }
        if (waited) {
            session().readingResumed();
        }
    }

    /// Records that the node has decided to close the connection: nothing more is queued for the client.
    void closing() {
        book.devices().closed(connection);
    }

    /// Records the end of the connection: nothing is answered any more.
    void lost() {
        lock.lock();
        try {
            lost = true;
            answered.signalAll();
            attempts.values().forEach(book.sends()::lost);
            attempts.clear();
        } finally {
            lock.unlock();
        }
        book.devices().closed(connection);
    }
}
