package io.vestnik.websocket.connection;

import io.vestnik.application.account.AccessToken;
import io.vestnik.application.account.Authenticate;
import io.vestnik.application.live.LiveSession;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.user.UserId;
import io.vestnik.websocket.frame.ClientFrame;
import io.vestnik.websocket.frame.CloseCode;
import io.vestnik.websocket.frame.Failures;
import io.vestnik.websocket.frame.Ref;
import io.vestnik.websocket.frame.ServerFrame;
import io.vestnik.websocket.frame.ServerFrames;
import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.body.MessageBody;
import io.vestnik.wire.json.FieldError;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Serves the requests of a connection in order of arrival. Requests wait until the client has caught up. The
/// connection's [Window] bounds the requests: each request counts in the window, with the size of its frame, until it
/// is finished.
///
/// This object's monitor guards the queue, and whether requests must wait.
final class Requests {
    private final ConnectionContext context;
    private final Channel channel;
    private final Queue<Waiting> waiting = new ArrayDeque<>(0);
    private @Nullable Serving serving;

    private record Waiting(ClientFrame.Request request, int weight) {}

    /// The session and the user for whom requests are served.
    private record Serving(LiveSession live, Authenticate.Outcome.Authenticated person) {
        UserId userId() {
            return person.userId();
        }
    }

    Requests(ConnectionContext context, Channel channel) {
        this.context = context;
        this.channel = channel;
    }

    /// Serves a request, or queues it until [#start].
    void accept(ClientFrame.Request request, int weight) {
        Serving present;
        synchronized (this) {
            present = serving;
            if (present == null) {
                waiting.add(new Waiting(request, weight));
                return;
            }
        }
        serve(present, request, weight);
    }

    /// Serves the queued requests, and from then on every request at once.
    void start(LiveSession live, Authenticate.Outcome.Authenticated person) {
        Serving started = new Serving(live, person);
        while (true) {
            Waiting next;
            synchronized (this) {
                next = waiting.poll();
                if (next == null) {
                    serving = started;
                    break;
                }
            }
            serve(started, next.request(), next.weight());
        }
        channel.flush();
    }

    private void serve(Serving who, ClientFrame.Request request, int weight) {
        switch (request) {
            case ClientFrame.Send send -> send(who, send, weight);
            case ClientFrame.Edit edit ->
                answerLater(
                        edit.ref(),
                        weight,
                        () -> context.ports()
                                .edit()
                                .edit(new MessageLog.Edit(edit.chatId(), who.userId(), edit.id(), edit.text())),
                        message -> changed(edit.ref(), message));
            case ClientFrame.Delete delete ->
                answerLater(
                        delete.ref(),
                        weight,
                        () -> context.ports()
                                .delete()
                                .delete(new MessageLog.Deletion(delete.chatId(), who.userId(), delete.id())),
                        message -> changed(delete.ref(), message));
            case ClientFrame.Read read ->
                begin(() -> who.live().read(read.chatId(), read.upTo()))
                        .whenComplete((outcome, failure) -> channel.guarded("websocket-read", () -> {
                            answer(read.ref(), weight, outcome, failure, upTo -> marked(read.ref(), upTo));
                            if (failure != null) {
                                // The session flushes the answer. But if the request failed before it reached the
                                // session, nothing else flushes.
                                channel.flush();
                            }
                        }));
            case ClientFrame.Typing typing -> {
                who.live().typing(typing.chatId());
                channel.done(weight);
            }
            case ClientFrame.Auth auth ->
                // On a thread of its own, because the token may need a database lookup.
                channel.start("websocket-auth", () -> renew(who, auth, weight));
            case ClientFrame.Ping ping -> {
                channel.answer(ServerFrames.write(new ServerFrame.Pong(ping.ref())));
                channel.done(weight);
            }
        }
    }

    private void send(Serving who, ClientFrame.Send send, int weight) {
        SendMessage.Command command =
                new SendMessage.Command(send.chatId(), who.userId(), send.key(), send.text(), send.replyTo());
        try {
            who.live().send(command, outcome -> {
                byte[] frame = answer(send.ref(), outcome);
                if (isToBeRepeated(outcome)) {
                    channel.answerRefused(frame);
                } else {
                    channel.answer(frame);
                }
                channel.done(weight);
            });
        } catch (RuntimeException e) {
            answerFailure(send.ref(), e);
            channel.done(weight);
        }
    }

    private void answerFailure(Ref ref, Throwable failure) {
        byte[] frame = Failures.of(ref, failure);
        if (Failures.retryable(failure)) {
            channel.answerRefused(frame);
        } else {
            channel.answer(frame);
        }
    }

    /// Whether the outcome is a refusal that becomes more frequent under load and after which the client repeats the
    /// request.
    private static boolean isToBeRepeated(SendMessage.Outcome outcome) {
        return outcome instanceof SendMessage.Outcome.TooFast || outcome instanceof SendMessage.Outcome.Unknown;
    }

    private static byte[] answer(Ref ref, SendMessage.Outcome outcome) {
        return switch (outcome) {
            case SendMessage.Outcome.Sent(Message message) -> sent(ref, false, message);
            case SendMessage.Outcome.Duplicate(Message message) -> sent(ref, true, message);
            case SendMessage.Outcome.Refused(var reason) -> Failures.of(ref, reason);
            case SendMessage.Outcome.TooFast(var retryAfter) -> Failures.tooFast(ref, retryAfter);
            case SendMessage.Outcome.Unknown(var retryAfter) -> Failures.unavailable(ref, retryAfter);
        };
    }

    private static byte[] sent(Ref ref, boolean duplicate, Message message) {
        return ServerFrames.write(new ServerFrame.Sent(ref, message.version(), duplicate, MessageBody.of(message)));
    }

    private static byte[] marked(Ref ref, MessageId readUpTo) {
        return ServerFrames.write(new ServerFrame.Marked(ref, readUpTo));
    }

    private static byte[] changed(Ref ref, Message message) {
        return ServerFrames.write(new ServerFrame.Changed(ref, message.version()));
    }

    private <T> void answerLater(Ref ref, int weight, RequestAction<T> action, Function<? super T, byte[]> answer) {
        begin(action)
                .whenComplete((outcome, failure) -> channel.guarded("websocket-answer", () -> {
                    answer(ref, weight, outcome, failure, answer);
                    channel.flush();
                    if (failure != null && Failures.cause(failure) instanceof Error error) {
                        throw error;
                    }
                }));
    }

    private <T> void answer(
            Ref ref,
            int weight,
            @Nullable Outcome<T> outcome,
            @Nullable Throwable failure,
            Function<? super T, byte[]> answer) {
        if (outcome != null) {
            channel.answer(
                    switch (outcome) {
                        case Outcome.Done<T>(T value) -> answer.apply(value);
                        case Outcome.Refused<T>(var reason) -> Failures.of(ref, reason);
                    });
        } else {
            answerFailure(ref, Objects.requireNonNull(failure));
        }
        channel.done(weight);
    }

    private static <T> CompletionStage<Outcome<T>> begin(RequestAction<T> action) {
        try {
            return action.begin();
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private void renew(Serving who, ClientFrame.Auth auth, int weight) {
        try {
            channel.answer(renewed(who, auth));
        } catch (RuntimeException e) {
            channel.answer(Failures.of(auth.ref(), e));
        }
        channel.flush();
        channel.done(weight);
    }

    private byte[] renewed(Serving who, ClientFrame.Auth auth) {
        Optional<Ref> ref = Optional.of(auth.ref());
        return switch (context.ports().authenticate().authenticate(new AccessToken(auth.token()))) {
            case Authenticate.Outcome.Authenticated fresh -> {
                if (!fresh.userId().equals(who.userId())
                        || !fresh.deviceId().equals(who.person().deviceId())) {
                    yield Failures.invalid(
                            ref, List.of(new FieldError("token", "must be of the same user and device")));
                }
                channel.renew(fresh.expiresAt());
                yield ServerFrames.write(new ServerFrame.Renewed(auth.ref(), fresh.expiresAt()));
            }
            case Authenticate.Outcome.Expired() ->
                Failures.of(ref, ErrorCode.TOKEN_EXPIRED, ErrorCode.TOKEN_EXPIRED.title());
            case Authenticate.Outcome.DeviceEnded() -> {
                channel.close(CloseCode.DEVICE_REVOKED);
                yield Failures.of(ref, ErrorCode.NOT_AUTHENTICATED, ErrorCode.NOT_AUTHENTICATED.title());
            }
            case Authenticate.Outcome.Forged() ->
                Failures.of(ref, ErrorCode.NOT_AUTHENTICATED, ErrorCode.NOT_AUTHENTICATED.title());
        };
    }

    /// A request that the application may refuse.
    @FunctionalInterface
    private interface RequestAction<T> {
        CompletionStage<Outcome<T>> begin();
    }
}
