package io.vestnik.application.live.session;

import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.LiveSession;
import io.vestnik.application.live.Resume;
import io.vestnik.application.live.feed.Answer;
import io.vestnik.application.live.feed.EventLoop;
import io.vestnik.application.live.feed.FeedSubscriptions;
import io.vestnik.application.live.feed.Flushable;
import io.vestnik.application.live.feed.Viewer;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The live session of one connection. It collects events during the replay, and passes events on after the replay.
///
/// State is guarded by this object's monitor, which may be taken on an event loop. No code blocks while it holds the
/// monitor; the sink only queues.
public final class LiveConnection implements LiveSession, Flushable {
    /// The minimum interval between two typing notifications for one chat.
    private static final Duration TYPING_EVERY = Duration.ofSeconds(3);

    private final Viewer viewer;
    private final DeviceId deviceId;
    private final EventSink sink;
    private final ConnectionServices services;
    private final Host host;
    private final ConnectionSends sends;
    private final ConnectionReads reads;
    private final AtomicBoolean dirty = new AtomicBoolean();
    private final Map<ChatId, Long> typed = new HashMap<>(0);
    private final ResumeProgress progress;

    /// The node, as the connections of one user see it.
    public interface Host {
        /// Whether the node is draining or closed and accepts no new requests.
        boolean closing();

        /// Returns when the user is subscribed to all their chats.
        void awaitSubscribed();

        /// Called when a connection has caught up.
        void wentLive(LiveConnection connection);

        /// Called when the user is typing.
        void typing(ChatId chatId);

        /// Called when a connection has ended.
        void ended(LiveConnection connection);
    }

    /// @param viewer the user
    public LiveConnection(Viewer viewer, DeviceId deviceId, EventSink sink, ConnectionServices services, Host host) {
        this.viewer = viewer;
        this.deviceId = deviceId;
        this.sink = sink;
        this.services = services;
        this.host = host;
        ConnectionAnswers answers = new ConnectionAnswers(
                viewer,
                this,
                services.subscriptions(),
                services.background(),
                this::flushSoon,
                () -> sink.close(EventSink.CloseReason.RESUME));
        this.sends = new ConnectionSends(
                answers,
                sink,
                services.sending(),
                services.sends().reservations(viewer.id()),
                host::closing,
                services.background()::nanoTime);
        this.reads = new ConnectionReads(answers, services.stores().readStates());
        this.progress = new ResumeProgress(services.settings().memory().collected());
    }

    /// The user.
    public Viewer viewer() {
        return viewer;
    }

    /// The device.
    public DeviceId deviceId() {
        return deviceId;
    }

    /// Closes the connection.
    public void disconnect(EventSink.CloseReason why) {
        sink.close(why);
    }

    @Override
    public void catchUp(Resume resume) {
        host.awaitSubscribed();
        Set<ChatId> subscribed = new LinkedHashSet<>(viewer.chats());
        ReplayResult result;
        try (Replays.Running pages =
                services.replays().begin(viewer.id(), sink, Replay.weight(resume, subscribed.size()))) {
            ReplayTarget target = new ReplayTarget(
                    viewer.id(), sink, subscribed, services.settings().largeGroupMembers(), this::takeOverflowed);
            Replay replay = new Replay(target, services.stores(), resume, pages);
            result = replay.run();
            while (!goLive(result)) {
                result = replay.runAgain();
            }
        }
        result.absent()
                .keySet()
                .forEach(chatId -> services.subscriptions().reconcile(chatId, viewer, new AbsentChat(chatId)));
        followUnsubscribed(result);
        host.wentLive(this);
    }

    /// Subscribes the user to each chat that the replay delivered and to which the user is not subscribed, so that
    /// later events of the chat reach this connection. The subscription is missing because the notification that the
    /// user joined was lost or is still on its way.
    private void followUnsubscribed(ReplayResult result) {
        Set<ChatId> subscribed = viewer.chats();
        for (ChatId chatId : result.versions().keySet()) {
            if (!subscribed.contains(chatId)) {
                subscribeOrRemove(chatId);
            }
        }
    }

    private synchronized Set<ChatId> takeOverflowed() {
        return progress.takeOverflowed();
    }

    /// Passes on the collected events, and every event from now on.
    ///
    /// @return false if chats whose events did not fit into the buffer must be replayed first
    private synchronized boolean goLive(ReplayResult result) {
        Optional<List<EncodedEvent>> collected = progress.end(result);
        if (collected.isEmpty()) {
            return false;
        }
        sink.offer(new EncodedEvent(new LiveEvent.CaughtUp()));
        for (EncodedEvent event : collected.get()) {
            boolean unused = pass(event);
        }
        sink.flush();
        return true;
    }

    /// Drops the replay state of each chat once its feed has caught up with the replay. Called a while after the
    /// replay, when most feeds have passed the replayed versions.
    ///
    /// @return false if the event loops are too far behind, so that the call has to be repeated
    public boolean settle() {
        Map<ChatId, ChatVersion> awaited;
        synchronized (this) {
            awaited = progress.awaited();
        }
        boolean accepted = true;
        for (Map.Entry<ChatId, ChatVersion> chat : awaited.entrySet()) {
            accepted &= services.subscriptions()
                    .afterIfRoom(chat.getKey(), chat.getValue(), viewer, new Caught(chat.getKey()));
        }
        return accepted;
    }

    /// Delivers an event. Called on the loop of the event's chat. An event without a chat may be delivered on any
    /// thread.
    public void show(EncodedEvent event) {
        synchronized (this) {
            if (progress.collect(event) || !pass(event)) {
                return;
            }
        }
        flushSoon();
    }

    /// Delivers a snapshot of a chat of which the user is known to be a member. Called on the chat's loop.
    void enter(ChatId chatId, EncodedEvent entry) {
        synchronized (this) {
            progress.present(chatId);
        }
        show(entry);
    }

    /// Delivers an event, or instead the answer in `answers` that takes the event's place.
    void show(EncodedEvent event, List<Answer> answers) {
        boolean answered = false;
        for (Answer answer : answers) {
            answered |= answer.receiver() == this && answer.replaces(event.event()) && answer.give();
        }
        if (!answered) {
            show(event);
        }
    }

    private void flushSoon() {
        if (dirty.compareAndSet(false, true) && !EventLoop.flushLater(this)) {
            flush();
        }
    }

    @Override
    public void flush() {
        dirty.set(false);
        sink.flush();
    }

    /// Offers an event to the sink, if the event is for this connection and was not delivered before.
    ///
    /// @return whether anything was queued
    private boolean pass(EncodedEvent encoded) {
        assert Thread.holdsLock(this) : "the progress is guarded by the monitor";
        LiveEvent event = encoded.event();
        return switch (progress.judge(event)) {
            case DELIVER -> {
                sink.offer(encoded);
                yield true;
            }
            case DROP -> false;
            case CHECK_REMOVAL -> {
                EventPosition.chatOf(event).ifPresent(this::subscribeOrRemove);
                yield false;
            }
            case CHECK_ENTRY -> {
                EventPosition.chatOf(event)
                        .ifPresent(chatId ->
                                services.subscriptions().reconcileLater(chatId, viewer, new AbsentChat(chatId)));
                yield false;
            }
            case DELIVER_MARKS -> passMarks(event);
        };
    }

    /// Subscribes the user to a chat that the replay delivered, or reports the removal if the user is not a member.
    private void subscribeOrRemove(ChatId chatId) {
        services.subscriptions()
                .subscribeMissing(chatId, viewer, () -> showRemoval(new LiveEvent.Removal(chatId, ChatVersion.NONE)));
    }

    /// Reports that the user is not a member of the chat, even if the replay delivered events of the chat.
    private void showRemoval(LiveEvent.Removal removal) {
        synchronized (this) {
            progress.forget(removal.chatId());
            sink.offer(new EncodedEvent(removal));
        }
        flushSoon();
    }

    /// Delivers only the read marks of a snapshot, because the replay has already delivered the chat.
    ///
    /// @return whether any marks were queued
    private boolean passMarks(LiveEvent event) {
        List<LiveEvent> marks = new ArrayList<>();
        if (event instanceof LiveEvent.ChatEntry entry) {
            Member me = entry.view().me();
            if (me.readUpTo().isAfter(MessageId.NONE)) {
                marks.add(new LiveEvent.ReadMark(entry.chatId(), viewer.id(), me.readUpTo()));
            }
            progress.unsentMark(entry.chatId(), me).ifPresent(marks::add);
        }
        marks.forEach(mark -> sink.offer(new EncodedEvent(mark)));
        return !marks.isEmpty();
    }

    @Override
    public void send(SendMessage.Command command, Consumer<SendMessage.Outcome> answer) {
        sends.send(command, answer);
    }

    @Override
    public void readingResumed() {
        sends.readingResumed();
    }

    /// A future for each pending send to a chat. A send is pending until the store has answered it; then its future
    /// completes.
    List<CompletableFuture<@Nullable Void>> undecidedSends(ChatId chatId) {
        return sends.undecided(chatId);
    }

    /// Whether every accepted send and read mark is answered.
    public boolean idle() {
        return sends.isEmpty() && reads.isEmpty();
    }

    @Override
    public CompletionStage<Outcome<MessageId>> read(ChatId chatId, MessageId upTo) {
        return reads.read(chatId, upTo);
    }

    @Override
    public void typing(ChatId chatId) {
        long now = services.background().nanoTime();
        synchronized (this) {
            typed.values().removeIf(at -> now - at >= TYPING_EVERY.toNanos());
            if (typed.putIfAbsent(chatId, now) != null) {
                return;
            }
        }
        host.typing(chatId);
    }

    @Override
    public void close() {
        synchronized (this) {
            progress.discard();
        }
        host.ended(this);
        sends.close();
    }

    /// A chat that the user has left, as the replay reported to this connection.
    private final class AbsentChat implements FeedSubscriptions.Departed {
        private final ChatId chatId;

        AbsentChat(ChatId chatId) {
            this.chatId = chatId;
        }

        @Override
        public boolean withholds() {
            synchronized (LiveConnection.this) {
                return progress.isAbsent(chatId);
            }
        }

        @Override
        public void unsubscribed() {
            synchronized (LiveConnection.this) {
                progress.unsubscribed(chatId);
            }
        }

        @Override
        public void rejoined(EncodedEvent entry) {
            enter(chatId, entry);
        }
    }

    /// Waits until the feed of a chat has caught up with this connection's replay, and then drops the replay state of
    /// the chat. Nothing is sent to the client.
    private final class Caught implements Answer {
        private final ChatId chatId;

        Caught(ChatId chatId) {
            this.chatId = chatId;
        }

        @Override
        public UserId userId() {
            return viewer.id();
        }

        @Override
        public Flushable receiver() {
            return LiveConnection.this;
        }

        @Override
        public boolean give() {
            synchronized (LiveConnection.this) {
                progress.forget(chatId);
            }
            return true;
        }

        /// Keeps the replay state: when the user is subscribed later, the feed delivers a snapshot, which may be older
        /// than the replay.
        @Override
        public void giveUnsubscribed() {
            // The replay state stays.
        }
    }
}
