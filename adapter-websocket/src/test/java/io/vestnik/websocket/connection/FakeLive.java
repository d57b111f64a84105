package io.vestnik.websocket.connection;

import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.Live;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.LiveSession;
import io.vestnik.application.live.Resume;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// A [Live] for tests of connections: hands the sinks to the test and does what the test sets.
final class FakeLive implements Live {
    final BlockingQueue<FakeSession> opened = new LinkedBlockingQueue<>();
    final List<FakeSession> all = new CopyOnWriteArrayList<>();
    final BlockingQueue<SendMessage.Command> sends = new LinkedBlockingQueue<>();
    final BlockingQueue<ChatId> typings = new LinkedBlockingQueue<>();

    volatile BiConsumer<FakeSession, Resume> replaying = (session, resume) -> {};
    volatile BiConsumer<SendMessage.Command, Consumer<SendMessage.Outcome>> sending =
            (command, answer) -> answer.accept(new SendMessage.Outcome.Unknown(Duration.ofSeconds(1)));
    volatile BiFunction<ChatId, MessageId, CompletionStage<Outcome<MessageId>>> reading =
            (chatId, upTo) -> CompletableFuture.completedStage(Outcome.done(upTo));

    final class FakeSession implements LiveSession {
        final EventSink sink;
        final CompletableFuture<Boolean> closed = new CompletableFuture<>();
        final AtomicInteger pausesEnded = new AtomicInteger();

        FakeSession(EventSink sink) {
            this.sink = sink;
        }

        @Override
        public void catchUp(Resume resume) {
            replaying.accept(this, resume);
            show(new LiveEvent.CaughtUp());
        }

        void show(LiveEvent event) {
            sink.offer(new EncodedEvent(event));
            sink.flush();
        }

        @Override
        public void send(SendMessage.Command command, Consumer<SendMessage.Outcome> answer) {
            sends.add(command);
            sending.accept(command, answer);
        }

        @Override
        public void readingResumed() {
            pausesEnded.incrementAndGet();
        }

        @Override
        public CompletionStage<Outcome<MessageId>> read(ChatId chatId, MessageId upTo) {
            return reading.apply(chatId, upTo);
        }

        @Override
        public void typing(ChatId chatId) {
            typings.add(chatId);
        }

        @Override
        public void close() {
            closed.complete(true);
        }
    }

    @Override
    public LiveSession open(UserId userId, DeviceId deviceId, EventSink sink) {
        FakeSession session = new FakeSession(sink);
        all.add(session);
        opened.add(session);
        return session;
    }

    @Override
    public String epoch() {
        return "epoch-1";
    }

    @Override
    public boolean online(UserId userId) {
        return false;
    }

    @Override
    public Map<DeviceId, UserId> devices() {
        return Map.of();
    }

    @Override
    public void drain(Duration patience) {
        all.forEach(session -> session.sink.close(EventSink.CloseReason.SHUTTING_DOWN));
    }

    @Override
    public void close() {
        drain(Duration.ZERO);
    }
}
