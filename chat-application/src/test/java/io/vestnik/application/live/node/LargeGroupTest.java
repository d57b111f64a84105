package io.vestnik.application.live.node;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.MessengerStore;
import io.vestnik.application.Ports;
import io.vestnik.application.SendLimit;
import io.vestnik.application.bus.Notification;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.LiveMemory;
import io.vestnik.application.live.LiveMetrics;
import io.vestnik.application.live.LiveSession;
import io.vestnik.application.live.LiveSettings;
import io.vestnik.application.live.Resume;
import io.vestnik.domain.chat.Chat;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.chat.LiveIndex;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.read.MarksVersion;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Groups with very many connected members, in process: one event loop, real feeds and connections, sinks that only
/// count.
final class LargeGroupTest {
    private static final int MEMBERS = 100_000;
    /// The maximum time of each step. With linear cost a step takes about a second; with quadratic cost it took more
    /// than a minute.
    private static final Duration STEP_MAX = Duration.ofSeconds(20);

    /// The number of connections to which an event is delivered before other chats have their turn.
    private static final int SLICE_CONNECTIONS = 256;

    private static final Instant AT = Instant.parse("2026-11-22T18:00:00Z");

    private final Map<UserId, ChatId> chatOf = new ConcurrentHashMap<>();
    private final ChatId group = new ChatId(UUID.randomUUID());
    private final AtomicReference<Consumer<Notification>> listener = new AtomicReference<>();
    private final LiveMemory heap = LiveMemory.ofHeap();
    private final LiveMemory memory = new LiveMemory(
            heap.replays(), heap.collected(), heap.events(), new MemoryBudget("subscriptions", 1L << 30));
    private final AtomicInteger shown = new AtomicInteger();
    private int memberCount = MEMBERS;

    private final LiveNode node = new LiveNode(
            Ports.of(new Store(), (component, error) -> {
                throw new AssertionError(component, error);
            }),
            command -> {
                throw new UnsupportedOperationException();
            },
            SendLimit.none(),
            new LiveSettings(1, 200, 1, Duration.ZERO, Duration.ofHours(1), memory),
            LiveMetrics.NONE);

    private final class Store implements MessengerStore {
        private final Chats chats = port(
                Chats.class,
                Map.of("versions", LargeGroupTest.this::versions, "snapshots", LargeGroupTest.this::snapshots));
        private final NotificationBus bus = new Bus();

        @Override
        public Chats chats() {
            return chats;
        }

        @Override
        public MessageLog messageLog() {
            return port(MessageLog.class, Map.of());
        }

        @Override
        public ReadStates readStates() {
            return port(ReadStates.class, Map.of());
        }

        @Override
        public NotificationBus bus() {
            return bus;
        }

        @Override
        public void close() {}
    }

    private final class Bus implements NotificationBus {
        @Override
        public void publish(Notification notification) {
            Consumer<Notification> subscribed = listener.get();
            if (subscribed != null) {
                subscribed.accept(notification);
            }
        }

        @Override
        public Subscription subscribe(Consumer<Notification> subscribing) {
            listener.set(subscribing);
            return () -> {};
        }
    }

    /// A port of which only the methods named in `answers` may be called. Their results are computed from the first
    /// argument.
    private static <T> T port(Class<T> port, Map<String, UnaryOperator<Object>> answers) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (proxy, method, args) -> {
            UnaryOperator<Object> answer = answers.get(method.getName());
            if (answer == null) {
                throw new UnsupportedOperationException(method.getName());
            }
            return answer.apply(args[0]);
        }));
    }

    private Object versions(Object users) {
        return ((Collection<?>) users)
                .stream()
                        .map(user -> new LiveIndex.Versions(
                                (UserId) user, requireNonNull(chatOf.get(user)), ChatVersion.FIRST, MarksVersion.NONE))
                        .toList();
    }

    private Object snapshots(Object user) {
        Chat chat = chat(requireNonNull(chatOf.get(user)));
        return List.of(new LiveIndex.Snapshot(chat, MarksVersion.NONE, Optional.empty(), member((UserId) user)));
    }

    private Chat chat(ChatId id) {
        return new Chat(
                id,
                ChatKind.GROUP,
                Optional.empty(),
                Optional.empty(),
                AT,
                id.equals(group) ? memberCount : 1,
                new ChatVersion(1),
                MessageId.NONE,
                AT);
    }

    private static Member member(UserId user) {
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

    private LiveSession connect(ChatId chatId, EventSink sink) {
        return connect(new UserId(UUID.randomUUID()), chatId, sink);
    }

    private LiveSession connect(UserId user, ChatId chatId, EventSink sink) {
        chatOf.put(user, chatId);
        LiveSession session = node.open(user, new DeviceId(UUID.randomUUID()), sink);
        session.catchUp(new Resume.Fresh());
        return session;
    }

    private Notification posted(ChatId chatId, long number) {
        Message message = new Message(
                new MessageId(number),
                chatId,
                new UserId(UUID.randomUUID()),
                Optional.of(new MessageText("hello")),
                AT,
                false,
                new ChatVersion(number + 1),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new Notification.Committed(
                new ChatEvent.MessagePosted(chatId, message.version(), message, new MessageKey(UUID.randomUUID())));
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void subscribing_reading_delivering_and_leaving_take_linear_time() {
        List<LiveSession> sessions = new ArrayList<>(MEMBERS);
        step("subscribing", () -> {
            for (int i = 0; i < MEMBERS; i++) {
                sessions.add(connect(group, counting()));
            }
        });
        step("fan-out", () -> {
            listener.get().accept(posted(group, 1));
            await().atMost(STEP_MAX.multipliedBy(3)).until(() -> shown.get() == MEMBERS);
        });
        step("reading", () -> {
            shown.set(0);
            int read = 0;
            for (UserId user : chatOf.keySet()) {
                read++;
                boolean last = read == MEMBERS;
                MessageId everyone = last ? new MessageId(1) : MessageId.NONE;
                listener.get()
                        .accept(new Notification.Committed(new ChatEvent.MarksMoved(
                                group,
                                new MarksVersion(read),
                                ChatVersion.FIRST,
                                List.of(new ChatEvent.Read(user, MessageId.NONE, new MessageId(1))),
                                new ChatEvent.Floors(everyone, Optional.empty()),
                                MEMBERS)));
                // Wait for the loop, so that it does not fall too far behind. In a server the limits on requests have
                // this effect.
                if (read % 10_000 == 0) {
                    int shownUpTo = read;
                    await().atMost(STEP_MAX.multipliedBy(3)).until(() -> shown.get() == shownUpTo);
                }
            }
        });
        step("leaving", () -> {
            sessions.forEach(LiveSession::close);
            await().atMost(STEP_MAX.multipliedBy(3))
                    .until(() -> memory.events().bytesTaken() == 0
                            && memory.subscriptions().bytesTaken() == 0);
        });
    }

    private static void step(String name, Runnable work) {
        long began = System.nanoTime();
        work.run();
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        assertThat(took).as(name).isLessThan(STEP_MAX);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 32})
    void a_large_delivery_yields_to_other_chats_and_keeps_its_order(int connectionsEach) {
        memberCount = 5_120;
        ChatId other = new ChatId(UUID.randomUUID());
        AtomicInteger shownBeforeOther = new AtomicInteger();
        connect(other, new TestEventSink(event -> shownBeforeOther.set(shown.get())));
        List<List<Long>> versions = new ArrayList<>();
        UserId user = new UserId(UUID.randomUUID());
        for (int i = 0; i < memberCount; i++) {
            user = i % connectionsEach == 0 ? new UserId(UUID.randomUUID()) : user;
            List<Long> seen = new ArrayList<>();
            versions.add(seen);
            boolean early = i == SLICE_CONNECTIONS / 2;
            connect(user, group, new TestEventSink(event -> {
                seen.add(((LiveEvent.MessageState) event).version().value());
                shown.incrementAndGet();
                if (early && seen.size() == 1) {
                    // During the delivery of the group's first message, the group's second message arrives, and then a
                    // message of another chat.
                    listener.get().accept(posted(group, 2));
                    listener.get().accept(posted(other, 1));
                }
            }));
        }
        listener.get().accept(posted(group, 1));
        await().atMost(STEP_MAX).until(() -> shown.get() == 2 * memberCount);
        assertThat(shownBeforeOther.get()).isEqualTo(SLICE_CONNECTIONS);
        assertThat(versions).allMatch(List.of(2L, 3L)::equals);
    }

    private EventSink counting() {
        return new TestEventSink(event -> shown.incrementAndGet());
    }

    /// Passes delivered events on to `events`, except the event that ends a replay.
    private record TestEventSink(Consumer<LiveEvent> events) implements EventSink {
        @Override
        public void offer(EncodedEvent event) {
            if (!(event.event() instanceof LiveEvent.CaughtUp)) {
                events.accept(event.event());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void replay(LiveEvent event) {}

        @Override
        public void close(CloseReason reason) {}
    }
}
