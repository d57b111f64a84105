package io.vestnik.contracts.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.Messenger;
import io.vestnik.application.MessengerSettings;
import io.vestnik.application.MessengerStore;
import io.vestnik.application.Ports;
import io.vestnik.application.RateLimit;
import io.vestnik.application.SendLimit;
import io.vestnik.application.conversation.ChatLimits;
import io.vestnik.application.conversation.CreateGroup;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.LiveMemory;
import io.vestnik.application.live.LiveMetrics;
import io.vestnik.application.live.LiveSettings;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.application.messaging.SendMetrics;
import io.vestnik.contracts.ParallelRun;
import io.vestnik.contracts.RecordedErrors;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The contract of two nodes over one database, without a common bus: each finds the other's commits by comparing
/// versions.
public abstract class TwoNodesContract {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int KEYS = 200;

    /// The number of threads per node that send each key.
    private static final int ATTEMPTS = 3;

    private Node here;
    private Node there;
    private UserId alice;
    private UserId bob;
    private UserId carol;

    /// Opens a store over the database of the test, with a notification bus of its own. Called twice before each test.
    protected abstract MessengerStore openStore();

    /// Adds a user to the database of the test.
    protected abstract UserId person(String name);

    /// A messenger over a store.
    private static final class Node implements AutoCloseable {
        private final MessengerStore store;
        private final Messenger messenger;

        Node(MessengerStore store) {
            this.store = store;
            LiveSettings live =
                    new LiveSettings(3, 200, 2, Duration.ofMillis(200), Duration.ofMillis(100), LiveMemory.ofHeap());
            messenger = Messenger.over(
                    Ports.of(store, new RecordedErrors()),
                    new MessengerSettings(
                            200,
                            SendLimit.none(),
                            RateLimit.none(),
                            ChatLimits.none(),
                            live,
                            SendMetrics.NONE,
                            LiveMetrics.NONE));
        }

        SendMessage.Outcome send(ChatId chat, UserId sender, MessageKey key, String text) {
            return messenger
                    .messaging()
                    .send()
                    .send(new SendMessage.Command(chat, sender, key, new MessageText(text), Optional.empty()))
                    .toCompletableFuture()
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
        }

        @Override
        public void close() {
            messenger.close();
            store.close();
        }
    }

    @BeforeEach
    final void openNodes() {
        here = new Node(openStore());
        there = new Node(openStore());
        alice = person("Alice");
        bob = person("Bob");
        carol = person("Carol");
    }

    @AfterEach
    final void closeNodes() {
        here.close();
        there.close();
    }

    @Test
    void one_attempt_per_key_is_the_first_over_both_nodes_L1_L2() {
        ChatId chat = group(alice);
        List<MessageKey> keys = Stream.generate(() -> new MessageKey(UUID.randomUUID()))
                .limit(KEYS)
                .toList();
        Queue<Message> first = new ConcurrentLinkedQueue<>();
        Queue<Message> repeated = new ConcurrentLinkedQueue<>();
        ParallelRun.run(2 * ATTEMPTS, thread -> {
            Node node = thread % 2 == 0 ? here : there;
            for (int i = 0; i < KEYS; i++) {
                switch (node.send(chat, alice, keys.get(i), "text " + i)) {
                    case SendMessage.Outcome.Sent(Message message) -> first.add(message);
                    case SendMessage.Outcome.Duplicate(Message message) -> repeated.add(message);
                    case SendMessage.Outcome other -> throw new AssertionError(other);
                }
            }
        });

        assertThat(repeated).hasSize((2 * ATTEMPTS - 1) * KEYS);
        assertThat(first)
                .extracting(message -> message.id().value())
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, KEYS).boxed().toList());
        // Every thread sends the texts in this order and waits for each answer, so they are stored in this order.
        assertThat(history(there, chat))
                .extracting(message -> message.text().orElseThrow().value())
                .containsExactlyElementsOf(
                        IntStream.range(0, KEYS).mapToObj(i -> "text " + i).toList());
        assertThat(history(here, chat)).isEqualTo(history(there, chat));
    }

    @Test
    void a_member_removed_on_one_node_gets_no_later_message_on_the_other_L4_L7() {
        ChatId chat = group(alice, bob, carol);
        LiveClient bobs = new LiveClient(there.messenger.live(), bob);
        LiveClient carols = new LiveClient(there.messenger.live(), carol);
        LiveClient.Connection removed = bobs.connect();
        LiveClient.Connection present = carols.connect();
        post(chat, "before");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(removed)).containsExactly("before"));

        done(here.messenger.conversations().remove().remove(chat, alice, bob));
        for (int i = 0; i < 20; i++) {
            post(chat, "after " + i);
        }

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(present)).hasSize(21));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(removed.shown(LiveEvent.Removal.class)).hasSize(1));
        post(chat, "last");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(present)).hasSize(22));
        assertThat(texts(removed)).containsExactly("before");
        removed.cut();
        assertThat(texts(bobs.connect())).isEmpty();
        assertThat(bobs.breaches()).isEmpty();
        assertThat(carols.breaches()).isEmpty();
    }

    private ChatId group(UserId owner, UserId... members) {
        CreateGroup.Command command =
                new CreateGroup.Command(owner, new ChatTitle("group"), Set.of(members), Optional.empty());
        Chats.Opened opened = done(here.messenger.conversations().createGroup().create(command));
        return opened.view().chat().id();
    }

    private void post(ChatId chat, String text) {
        assertThat(here.send(chat, alice, new MessageKey(UUID.randomUUID()), text))
                .isInstanceOf(SendMessage.Outcome.Sent.class);
    }

    private List<Message> history(Node node, ChatId chat) {
        MessageLog.HistoryPage page = done(node.messenger.messaging().history().page(chat, alice, 0, KEYS));
        return page.messages();
    }

    private static List<String> texts(LiveClient.Connection connection) {
        return connection.shown(LiveEvent.MessageState.class).stream()
                .map(state -> state.message().text().orElseThrow().value())
                .toList();
    }

    private static <T> T done(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Refused<T> refused -> throw new AssertionError(refused);
        };
    }
}
