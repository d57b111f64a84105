package io.vestnik.contracts.live;

import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.EventSinkClosedException;
import io.vestnik.application.live.Live;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.LiveSession;
import io.vestnik.application.live.Resume;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A client that follows the protocol: it keeps a view of each chat, and resumes after a connection has ended. It
/// records every violation by the server. Guarded by its own monitor.
public final class LiveClient {
    private final Live live;
    private final UserId userId;
    private final DeviceId deviceId = new DeviceId(UUID.randomUUID());
    private final Map<ChatId, Long> cursors = new HashMap<>();
    private final Map<ChatId, SortedMap<Long, Message>> views = new HashMap<>();
    private final Map<ChatId, Long> allRead = new HashMap<>();
    private final Set<ChatId> gaps = new HashSet<>();
    private final List<String> breaches = new ArrayList<>();
    /// A client that knows no chat yet.
    public LiveClient(Live live, UserId userId) {
        this.live = live;
        this.userId = userId;
    }

    /// Connects and catches up from the versions that the client has; returns when the connection is live.
    public Connection connect() {
        return connect(Integer.MAX_VALUE);
    }

    /// Connects, and drops the connection after this number of replayed events. A later connection resumes from the
    /// versions that the client has then.
    public Connection connect(int cutAfterReplayed) {
        return connect(new Connection(cutAfterReplayed, LiveEvent.class, () -> {}));
    }

    /// Connects as a client that is slow to receive the first replayed event of a type: `meanwhile` runs before the
    /// event is received.
    public Connection connectAndBefore(Class<? extends LiveEvent> type, Runnable meanwhile) {
        return connect(new Connection(Integer.MAX_VALUE, type, meanwhile));
    }

    /// Connects without resuming.
    public Connection connectFresh() {
        Connection opened = new Connection(Integer.MAX_VALUE, LiveEvent.class, () -> {});
        opened.start(new Resume.Fresh());
        return opened;
    }

    private Connection connect(Connection opened) {
        opened.start(resume());
        return opened;
    }

    private synchronized Resume resume() {
        Map<ChatId, Resume.Cursor> chats = new HashMap<>();
        cursors.forEach(
                (chat, version) -> chats.put(chat, new Resume.Cursor(new ChatVersion(version), Optional.empty())));
        return new Resume.Since(chats, Resume.Unlisted.SEND);
    }

    /// The messages of a chat that the client has, by id.
    public synchronized SortedMap<Long, Message> view(ChatId chatId) {
        return new TreeMap<>(views.getOrDefault(chatId, new TreeMap<>()));
    }

    /// The version of a chat that the client has; 0 if it does not know the chat.
    public synchronized long cursor(ChatId chatId) {
        return cursors.getOrDefault(chatId, 0L);
    }

    /// The highest `allReadUpTo` of a chat that the client has received.
    public synchronized long allReadUpTo(ChatId chatId) {
        return allRead.getOrDefault(chatId, 0L);
    }

    /// Descriptions of the violations by the server.
    public synchronized List<String> breaches() {
        return List.copyOf(breaches);
    }

    /// Returns and forgets the chats that the client must load again after a gap.
    public synchronized Set<ChatId> takeGaps() {
        Set<ChatId> taken = Set.copyOf(gaps);
        gaps.clear();
        return taken;
    }

    /// Adds messages that were loaded from the history.
    public synchronized void load(ChatId chatId, List<Message> messages) {
        messages.forEach(this::hold);
    }

    private void hold(Message message) {
        views.computeIfAbsent(message.chatId(), k -> new TreeMap<>())
                .merge(message.id().value(), message, LiveClient::newer);
    }

    private static Message newer(Message held, Message incoming) {
        return incoming.version().compareTo(held.version()) >= 0 ? incoming : held;
    }

    /// A connection of the client.
    public final class Connection implements EventSink {
        private final List<Object> log = new ArrayList<>();
        private final Map<ChatId, Long> shown = new HashMap<>();
        private final Class<? extends LiveEvent> slowAt;
        private final Runnable meanwhile;
        private int replaysLeft;
        private boolean wasSlow;
        private boolean isLive;
        private boolean closed;
        private @Nullable CloseReason reason;
        private @Nullable LiveSession session;

        private Connection(int cutAfterReplayed, Class<? extends LiveEvent> slowAt, Runnable meanwhile) {
            this.replaysLeft = cutAfterReplayed;
            this.slowAt = slowAt;
            this.meanwhile = meanwhile;
        }

        private void start(Resume resume) {
            LiveSession opened = live.open(userId, deviceId, this);
            synchronized (LiveClient.this) {
                session = opened;
            }
            try {
                opened.catchUp(resume);
            } catch (EventSinkClosedException e) {
                cut();
            }
        }

        /// Sends a message; completes with the answer.
        public CompletableFuture<SendMessage.Outcome> send(ChatId chatId, MessageKey key, String text) {
            CompletableFuture<SendMessage.Outcome> answer = new CompletableFuture<>();
            SendMessage.Command command =
                    new SendMessage.Command(chatId, userId, key, new MessageText(text), Optional.empty());
            session().send(command, outcome -> {
                synchronized (LiveClient.this) {
                    if (outcome instanceof SendMessage.Outcome.Sent(Message message) && !closed) {
                        log.add(outcome);
                        moved(chatId, message.version().value());
                        hold(message);
                    }
                    if (outcome instanceof SendMessage.Outcome.Duplicate(Message message) && isLive && !closed) {
                        if (cursor(chatId) < message.version().value()) {
                            breaches.add(
                                    chatId + ": duplicate of " + message.id().value() + " before its event");
                        }
                    }
                }
                answer.complete(outcome);
            });
            return answer;
        }

        /// Moves the read mark; completes with the answer.
        public CompletableFuture<Outcome<MessageId>> read(ChatId chatId, MessageId upTo) {
            return session().read(chatId, upTo).toCompletableFuture();
        }

        /// The live session of this connection.
        public LiveSession session() {
            synchronized (LiveClient.this) {
                if (session == null) {
                    throw new IllegalStateException("not open");
                }
                return session;
            }
        }

        /// All events delivered so far, and the answers to sends, in order.
        public List<Object> log() {
            synchronized (LiveClient.this) {
                return List.copyOf(log);
            }
        }

        /// All events of a type delivered so far, in order.
        public <E> List<E> shown(Class<E> type) {
            return log().stream().filter(type::isInstance).map(type::cast).toList();
        }

        /// The reason for which the server closed the connection; empty if it did not close it.
        public Optional<CloseReason> closeReason() {
            synchronized (LiveClient.this) {
                return Optional.ofNullable(reason);
            }
        }

        /// Drops the connection without a close frame.
        public void cut() {
            LiveSession open;
            synchronized (LiveClient.this) {
                closed = true;
                open = session;
            }
            if (open != null) {
                open.close();
            }
        }

        @Override
        public void offer(EncodedEvent event) {
            synchronized (LiveClient.this) {
                if (!closed) {
                    apply(event.event());
                }
            }
        }

        @Override
        public void flush() {
            // Each event is processed when it is offered, so a flush has nothing to do.
        }

        @Override
        public void replay(LiveEvent event) {
            if (!wasSlow && slowAt.isInstance(event)) {
                wasSlow = true;
                meanwhile.run();
            }
            synchronized (LiveClient.this) {
                if (closed || replaysLeft-- <= 0) {
                    closed = true;
                    throw new EventSinkClosedException();
                }
                if (isLive) {
                    breaches.add("replayed after live: " + event);
                }
                apply(event);
            }
        }

        @Override
        public void close(CloseReason why) {
            synchronized (LiveClient.this) {
                reason = why;
            }
            cut();
        }

        private void apply(LiveEvent event) {
            log.add(event);
            switch (event) {
                case LiveEvent.MessageState e -> {
                    moved(e.chatId(), e.version().value());
                    hold(e.message());
                }
                case LiveEvent.MemberStates e -> moved(e.chatId(), e.version().value());
                case LiveEvent.ChatState e -> moved(e.chatId(), e.version().value());
                case LiveEvent.Skipped e -> moved(e.chatId(), e.version().value());
                case LiveEvent.ChatEntry e -> entered(e);
                case LiveEvent.Gap e -> {
                    restart(e.chatId(), e.version().value());
                    gaps.add(e.chatId());
                }
                case LiveEvent.Removal e -> forget(e.chatId());
                case LiveEvent.AllReadMark e -> rise(e.chatId(), e.upTo());
                case LiveEvent.MarksSummary(List<ReadStates.Marks> items) ->
                    items.forEach(m -> allRead.merge(m.chatId(), m.allReadUpTo().value(), Math::max));
                case LiveEvent.CaughtUp() -> isLive = true;
                case LiveEvent.ReadMark e -> {}
                case LiveEvent.Typing e -> {}
                case LiveEvent.Presence e -> {}
                case LiveEvent.UserState e -> {}
            }
        }

        private void entered(LiveEvent.ChatEntry entry) {
            restart(entry.chatId(), entry.version().value());
            gaps.add(entry.chatId());
            allRead.merge(entry.chatId(), entry.view().me().allReadUpTo().value(), Math::max);
        }

        private void restart(ChatId chatId, long version) {
            Long before = shown.put(chatId, version);
            if (before != null && before >= version) {
                breaches.add(String.format(Locale.ROOT, "%s: from version %d back to %d", chatId, before, version));
            }
            cursors.merge(chatId, version, Math::max);
        }

        private void moved(ChatId chatId, long version) {
            Long before = shown.put(chatId, version);
            if (before != null && version <= before) {
                breaches.add(String.format(Locale.ROOT, "%s: version %d after %d", chatId, version, before));
            }
            if (isLive && before != null && version != before + 1) {
                breaches.add(String.format(Locale.ROOT, "%s: hole between %d and %d", chatId, before, version));
            }
            if (isLive && before == null && version > cursors.getOrDefault(chatId, version - 1) + 1) {
                breaches.add(String.format(
                        Locale.ROOT, "%s: first live version %d after %d", chatId, version, cursor(chatId)));
            }
            cursors.merge(chatId, version, Math::max);
        }

        private void forget(ChatId chatId) {
            cursors.remove(chatId);
            views.remove(chatId);
            shown.remove(chatId);
            gaps.remove(chatId);
            allRead.remove(chatId);
        }

        private void rise(ChatId chatId, MessageId upTo) {
            Long before = allRead.put(chatId, upTo.value());
            if (before != null && upTo.value() <= before) {
                breaches.add(String.format(Locale.ROOT, "%s: allRead %d after %d", chatId, upTo.value(), before));
            }
        }
    }
}
