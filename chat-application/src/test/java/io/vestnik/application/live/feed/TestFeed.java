package io.vestnik.application.live.feed;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.chat.Chat;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.read.MarksVersion;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A feed at version 1 on the test's own thread, with viewers that record what they get.
final class TestFeed {
    private static final Instant AT = Instant.parse("2026-11-29T18:00:00Z");

    final ChatId chatId = new ChatId(new UUID(3, 3));
    final UserId alice = new UserId(new UUID(1, 1));
    final UserId bob = new UserId(new UUID(1, 2));
    final MemoryBudget memory = new MemoryBudget("events", 1L << 20);
    final Map<UserId, Viewer> connected = new HashMap<>();
    final ChatFeed feed = new ChatFeed(
            new Audience(chat(), 200, () -> true), ChatVersion.FIRST, MarksVersion.NONE, memory, connected::get, 0);

    static ChatVersion version(long value) {
        return new ChatVersion(value);
    }

    Chat chat() {
        return new Chat(
                chatId,
                ChatKind.GROUP,
                Optional.empty(),
                Optional.empty(),
                AT,
                2,
                ChatVersion.FIRST,
                MessageId.NONE,
                AT);
    }

    static Member member(UserId user) {
        return new Member(
                user,
                new UserName("Member"),
                Optional.of(Role.MEMBER),
                AT,
                MessageId.NONE,
                MessageId.NONE,
                MessageId.NONE,
                MessageId.NONE);
    }

    ChatView view(UserId user) {
        return new ChatView(chat(), Optional.empty(), Optional.empty(), member(user), 0);
    }

    /// A message of Alice at a version; the id of the message is the version minus one.
    Message message(long version) {
        return new Message(
                new MessageId(version - 1),
                chatId,
                alice,
                Optional.of(new MessageText("hello")),
                AT,
                false,
                version(version),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    ChatEvent.MessagePosted posted(long version) {
        return new ChatEvent.MessagePosted(
                chatId, version(version), message(version), new MessageKey(new UUID(4, version)));
    }

    ChatEvent.MessageChanged readBack(long version) {
        return new ChatEvent.MessageChanged(chatId, version(version), message(version));
    }

    /// The event that one user has read up to message `upTo`, at a version of the chat.
    ChatEvent.MarksMoved moved(long marksVersion, long chatVersion, UserId reader, long upTo) {
        return new ChatEvent.MarksMoved(
                chatId,
                new MarksVersion(marksVersion),
                version(chatVersion),
                List.of(new ChatEvent.Read(reader, MessageId.NONE, new MessageId(upTo))),
                new ChatEvent.Floors(MessageId.NONE, Optional.empty()),
                2);
    }

    ChatEvent.MembersChanged left(long version, UserId user) {
        Member gone = new Member(
                user,
                new UserName("Member"),
                Optional.empty(),
                AT,
                MessageId.NONE,
                MessageId.NONE,
                MessageId.NONE,
                MessageId.NONE);
        return new ChatEvent.MembersChanged(
                chatId, version(version), chat(), List.of(gone), List.of(), Optional.empty());
    }

    /// Connects a user and subscribes them.
    Recorder subscribe(UserId user) {
        Recorder recorder = connect(user);
        feed.subscribe(recorder, member(user));
        return recorder;
    }

    Recorder connect(UserId user) {
        Recorder recorder = new Recorder(user);
        connected.put(user, recorder);
        return recorder;
    }

    /// A user with one connection. It records each event, or instead the answer that takes the event's place.
    static final class Recorder implements Viewer, Flushable {
        final List<Object> shown = new ArrayList<>();
        private final UserId id;
        private final Set<ChatId> chats = new HashSet<>();

        Recorder(UserId id) {
            this.id = id;
        }

        /// The versions of the events so far, negative if an answer took the event's place.
        List<Long> versions() {
            return shown.stream()
                    .map(each -> switch (each) {
                        case LiveEvent.MessageState state -> state.version().value();
                        case LiveEvent.Skipped skipped -> skipped.version().value();
                        case LiveEvent.ChatEntry entry -> entry.version().value();
                        case LiveEvent.Removal removal -> removal.version().value();
                        case Long answered -> -answered;
                        default -> 0L;
                    })
                    .toList();
        }

        @Override
        public UserId id() {
            return id;
        }

        @Override
        public int connections() {
            return 1;
        }

        @Override
        public void show(EncodedEvent event) {
            shown.add(event.event());
        }

        @Override
        public void enter(ChatId chatId, EncodedEvent entry) {
            show(entry);
        }

        @Override
        public void show(EncodedEvent event, List<Answer> answers) {
            for (Answer answer : answers) {
                if (answer.receiver() == this && answer.replaces(event.event()) && answer.give()) {
                    shown.add(versionOf(event.event()));
                    return;
                }
            }
            show(event);
        }

        private static @Nullable Long versionOf(LiveEvent event) {
            return switch (event) {
                case LiveEvent.MessageState state -> state.version().value();
                case LiveEvent.Skipped skipped -> skipped.version().value();
                default -> Long.valueOf(0);
            };
        }

        @Override
        public void subscribed(ChatId chatId, ChatKind kind) {
            chats.add(chatId);
        }

        @Override
        public void unsubscribed(ChatId chatId) {
            chats.remove(chatId);
        }

        @Override
        public Set<ChatId> chats() {
            return chats;
        }

        @Override
        public boolean subscribedToAll() {
            return true;
        }

        @Override
        public List<CompletableFuture<@Nullable Void>> undecidedSends(ChatId chatId) {
            return List.of();
        }

        @Override
        public void flush() {}
    }
}
