package io.vestnik.contracts.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.Messenger;
import io.vestnik.application.MessengerSettings;
import io.vestnik.application.Ports;
import io.vestnik.application.RateLimit;
import io.vestnik.application.SendLimit;
import io.vestnik.application.conversation.ChatLimits;
import io.vestnik.application.conversation.CreateGroup;
import io.vestnik.application.conversation.OpenDirectChat;
import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.LiveMemory;
import io.vestnik.application.live.LiveSettings;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.application.messaging.SendMetrics;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.contracts.ClockedRuntime;
import io.vestnik.contracts.RecordedErrors;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// The common base of the contracts of live delivery over a store: a node with three users, and a notification bus that
/// can lose, duplicate and delay notifications.
abstract class LiveContract {
    static final Duration PATIENCE = Duration.ofSeconds(20);
    final long seed = new Random().nextLong();
    final LossyBus bus = new LossyBus(seed);
    final RepairCounter repairs = new RepairCounter();
    final LiveMemory memory = LiveMemory.ofHeap();
    final RecordedErrors errors = new RecordedErrors();
    Messenger messenger;
    UserId alice;
    UserId bob;
    UserId carol;
    private final LiveStores stores;
    private Ports stored;
    private String epoch;
    private boolean losesData;
    private int connectionsMax = 3;

    LiveContract(LiveStores stores) {
        this.stores = stores;
    }

    @BeforeEach
    void start() {
        start(Duration.ofMillis(300), this::withErrors);
    }

    /// Replaces the node and its store by a new node over a new, empty store. The new node makes no periodic comparison
    /// with the store, because a comparison would hide a failure of the repair under test.
    void startAgainWithoutComparing() {
        messenger.close();
        startComparing(Duration.ofHours(1));
    }

    /// Replaces the node and its store by a new node over a new, empty store, whose calls can be delayed or failed
    /// through `log`. The clock of the new node stands still, and it makes no periodic comparison with the store.
    void startAgainOver(InterposedLog log) {
        messenger.close();
        NodeRuntime still = new ClockedRuntime(InstantSource.fixed(Instant.now()));
        start(Duration.ofHours(1), ports -> {
            Ports over = log.over(ports);
            return new Ports(over.store(), over.ids(), still, over.fatalErrors());
        });
    }

    /// Replaces the node and its store by a new node over a new, empty store, with this maximum number of connections
    /// per user.
    void startAllowing(int connections) {
        messenger.close();
        connectionsMax = connections;
        startComparing(Duration.ofMillis(300));
    }

    void startComparing(Duration compareEvery) {
        start(compareEvery, this::withErrors);
    }

    private Ports withErrors(Ports ports) {
        return new Ports(ports.store(), ports.ids(), ports.runtime(), errors);
    }

    /// Replaces the node and its store by a new node over a new, empty store, with ports that `between` changes. The
    /// new node makes no periodic comparison with the store.
    void startAgain(UnaryOperator<Ports> between) {
        messenger.close();
        start(Duration.ofHours(1), ports -> between.apply(withErrors(ports)));
    }

    private void start(Duration compareEvery, UnaryOperator<Ports> between) {
        LiveSettings live = new LiveSettings(connectionsMax, 5, 2, Duration.ofMillis(200), compareEvery, memory);
        stored = stores.open(bus);
        epoch = stored.chats().epoch();
        messenger = Messenger.over(
                between.apply(stored),
                new MessengerSettings(
                        200, SendLimit.none(), RateLimit.none(), ChatLimits.none(), live, SendMetrics.NONE, repairs));
        alice = stores.person("Alice");
        bob = stores.person("Bob");
        carol = stores.person("Carol");
    }

    /// Sets how many percent of the later notifications are lost, and how many are duplicated. A store may publish a
    /// notification after it has answered the call, so this method waits for the notifications of all earlier commits.
    void lose(int lost, int doubled) {
        await().atMost(PATIENCE)
                .until(() -> stored.chats().versions(List.of(alice, bob, carol)).stream()
                        .allMatch(bus::hasPublished));
        bus.lose(lost, doubled);
    }

    /// Declares that in this test the node notices a loss of stored data. In every other test the epoch must stay as it
    /// is, because a new epoch makes all clients load everything again.
    void expectDataLoss() {
        losesData = true;
    }

    @AfterEach
    void stop() {
        boolean renewed = !stored.chats().epoch().equals(epoch);
        messenger.close();
        stores.close();
        for (MemoryBudget budget :
                List.of(memory.replays(), memory.collected(), memory.events(), memory.subscriptions())) {
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(budget.bytesTaken()).as(budget.name()).isZero());
        }
        assertThat(renewed).as("the epoch was renewed").isEqualTo(losesData);
    }

    UserId person(String name) {
        return stores.person(name);
    }

    void loadGaps(LiveClient client, UserId viewer) {
        for (ChatId chat : client.takeGaps()) {
            client.load(chat, List.copyOf(history(chat, viewer).values()));
        }
    }

    SortedMap<Long, Message> history(ChatId chat, UserId viewer) {
        SortedMap<Long, Message> all = new TreeMap<>();
        long offset = 0;
        MessageLog.HistoryPage page;
        do {
            page = done(messenger.messaging().history().page(chat, viewer, offset, 200));
            page.messages().forEach(m -> all.put(m.id().value(), m));
            offset += 200;
        } while (offset < page.total());
        return all;
    }

    LiveClient client(UserId user) {
        return new LiveClient(messenger.live(), user);
    }

    ChatId direct(UserId one, UserId other) {
        return switch (messenger.conversations().openDirect().open(one, other)) {
            case OpenDirectChat.Outcome.Created(var view) -> view.chat().id();
            case OpenDirectChat.Outcome.Existing(var view) -> view.chat().id();
            case OpenDirectChat.Outcome.Refused(var reason) -> throw new AssertionError(reason);
            case OpenDirectChat.Outcome.TooMany(var after) -> throw new AssertionError(after);
        };
    }

    ChatId group(UserId owner, UserId... members) {
        CreateGroup.Command command =
                new CreateGroup.Command(owner, new ChatTitle("group"), Set.of(members), Optional.empty());
        Chats.Opened opened = done(messenger.conversations().createGroup().create(command));
        return opened.view().chat().id();
    }

    Message post(ChatId chat, UserId sender, String text) {
        SendMessage.Command command =
                new SendMessage.Command(chat, sender, key(), new MessageText(text), Optional.empty());
        return sent(messenger.messaging().send().send(command).toCompletableFuture());
    }

    void edit(Message message, String text) {
        done(messenger
                .messaging()
                .edit()
                .edit(new MessageLog.Edit(message.chatId(), message.senderId(), message.id(), new MessageText(text)))
                .toCompletableFuture()
                .join());
    }

    void read(ChatId chat, UserId reader, long upTo) {
        done(messenger
                .reading()
                .mark()
                .upTo(chat, reader, new MessageId(upTo))
                .toCompletableFuture()
                .join());
    }

    static List<String> texts(LiveClient.Connection connection) {
        return connection.shown(LiveEvent.MessageState.class).stream()
                .map(state -> state.message().text().orElseThrow().value())
                .toList();
    }

    static MessageKey key() {
        return new MessageKey(UUID.randomUUID());
    }

    static SendMessage.Outcome answer(CompletableFuture<SendMessage.Outcome> answer) {
        return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    static Message sent(CompletableFuture<SendMessage.Outcome> answer) {
        return switch (answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join()) {
            case SendMessage.Outcome.Sent(Message message) -> message;
            case SendMessage.Outcome.Duplicate d ->
                throw new AssertionError("duplicate " + d.message().id());
            case SendMessage.Outcome.Refused(var reason) -> throw new AssertionError(reason);
            case SendMessage.Outcome.TooFast(var after) -> throw new AssertionError(after);
            case SendMessage.Outcome.Unknown ignored -> throw new AssertionError("unknown");
        };
    }

    static <T> T done(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Refused<T>(var reason) -> throw new AssertionError(reason);
        };
    }

    /// Performs the intercepted call on the wrapped port.
    @FunctionalInterface
    interface Call {
        Object call() throws Throwable;
    }

    /// Decides the result of each call. It receives the name of the called method, and may perform the call on the
    /// wrapped port.
    @FunctionalInterface
    interface Interception {
        Object answer(String method, Call call) throws Throwable;
    }

    /// Wraps a port, so that a test can change the results of its calls.
    static <T> T intercepted(Class<T> port, T behind, Interception interception) {
        InvocationHandler handler = (proxy, method, arguments) -> interception.answer(method.getName(), () -> {
            try {
                return method.invoke(behind, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, handler));
    }
}
