package io.vestnik.simulation.client;

import io.vestnik.application.conversation.Conversations;
import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.Live;
import io.vestnik.application.live.LiveSession;
import io.vestnik.application.live.Resume;
import io.vestnik.application.messaging.Messaging;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.application.reading.Reading;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.Page;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import io.vestnik.simulation.kernel.SimulatedRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// A node whose state and live sessions a test decides.
final class FakeNode implements Live {
    final List<ChatView> views = new ArrayList<>();
    final List<Member> members = new ArrayList<>();
    final List<Message> messages = new ArrayList<>();
    final List<Session> sessions = new ArrayList<>();
    final List<Throwable> defects = new ArrayList<>();
    /// What a session does when it catches up.
    BiConsumer<EventSink, Resume> replay = (sink, resume) -> {};

    boolean hasMore;
    boolean admits = true;

    /// A live session that records its calls.
    static final class Session implements LiveSession {
        final EventSink sink;
        final List<SendMessage.Command> sends = new ArrayList<>();
        final List<Consumer<SendMessage.Outcome>> answers = new ArrayList<>();
        final List<ChatId> typing = new ArrayList<>();
        int pauses;
        boolean closed;
        private final FakeNode node;

        Session(FakeNode node, EventSink sink) {
            this.node = node;
            this.sink = sink;
        }

        @Override
        public void catchUp(Resume resume) {
            node.replay.accept(sink, resume);
        }

        @Override
        public void send(SendMessage.Command command, Consumer<SendMessage.Outcome> answer) {
            sends.add(command);
            answers.add(answer);
        }

        @Override
        public void readingResumed() {
            pauses++;
        }

        @Override
        public CompletionStage<Outcome<MessageId>> read(ChatId chatId, MessageId upTo) {
            return CompletableFuture.completedStage(Outcome.done(upTo));
        }

        @Override
        public void typing(ChatId chatId) {
            typing.add(chatId);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Override
    public LiveSession open(UserId userId, DeviceId deviceId, EventSink sink) {
        Session session = new Session(this, sink);
        sessions.add(session);
        return session;
    }

    @Override
    public String epoch() {
        return "epoch";
    }

    @Override
    public boolean online(UserId userId) {
        return !sessions.isEmpty();
    }

    @Override
    public Map<DeviceId, UserId> devices() {
        return Map.of();
    }

    @Override
    public void drain(Duration patience) {
        close();
    }

    @Override
    public void close() {
        sessions.forEach(session -> session.sink.close(EventSink.CloseReason.SHUTTING_DOWN));
    }

    NodeDoor door(SimulatedRuntime runtime) {
        return new NodeDoor(runtime, this, messaging(), conversations(), reading(), device -> admits, defects::add);
    }

    private Messaging messaging() {
        return new Messaging(
                command -> CompletableFuture.completedStage(new SendMessage.Outcome.TooFast(Duration.ofSeconds(1))),
                edit -> CompletableFuture.completedStage(Outcome.done(messages.getFirst())),
                deletion -> CompletableFuture.completedStage(Outcome.done(messages.getFirst())),
                (chatId, viewer, id) -> Outcome.done(messages.getFirst()),
                (chatId, viewer, offset, limit) -> Outcome.done(new MessageLog.HistoryPage(messages, messages.size())),
                (chatId, viewer, anchor, limit) -> Outcome.done(new MessageLog.MessageWindow(messages, hasMore)),
                (chatId, viewer, after, bounds) -> {
                    throw unused();
                });
    }

    private Conversations conversations() {
        return new Conversations(
                (one, other) -> {
                    throw unused();
                },
                command -> {
                    throw unused();
                },
                (chatId, viewer) -> Outcome.done(view(chatId)),
                (viewer, limit, cursor) -> new Page<>(views, Optional.empty()),
                (chatId, viewer, limit, cursor) -> Outcome.done(new Page<>(members, Optional.empty())),
                (chatId, actor, title) -> {
                    throw unused();
                },
                (chatId, actor) -> {
                    throw unused();
                },
                (chatId, actor, people) -> {
                    throw unused();
                },
                (chatId, actor, target, role) -> {
                    throw unused();
                },
                (chatId, actor, target) -> {
                    throw unused();
                });
    }

    private ChatView view(ChatId chatId) {
        return views.stream()
                .filter(view -> view.chat().id().equals(chatId))
                .findFirst()
                .orElseThrow();
    }

    private static Reading reading() {
        return new Reading(
                (chatId, reader, upTo) -> {
                    throw unused();
                },
                (chatId, viewer, id, limit, cursor) -> {
                    throw unused();
                });
    }

    private static IllegalStateException unused() {
        return new IllegalStateException("not used by these tests");
    }
}
