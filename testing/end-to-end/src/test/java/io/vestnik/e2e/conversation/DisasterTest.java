package io.vestnik.e2e.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.vestnik.client.Closed;
import io.vestnik.client.Hello;
import io.vestnik.client.LiveSocket;
import io.vestnik.client.Message;
import io.vestnik.client.ServerFrame;
import io.vestnik.client.Transport;
import io.vestnik.client.VestnikException;
import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.embedded.EmbeddedPostgres;
import io.vestnik.faults.FaultyLink;
import io.vestnik.faults.PostgresProcess;
import io.vestnik.faults.ServerProcess;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Tests the program on a separate database. One proxy is between the clients and the server, and one between the
/// server and the database; both can fail on request.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DisasterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int MESSAGES_EACH = 150;
    /// A text of nearly the maximum length: 16 KB.
    private static final String LARGE = "🎉".repeat(4_000);

    @TempDir
    private static Path directory;

    private final Transport transport = Transport.create();
    private final List<Person> people = new ArrayList<>();
    private EmbeddedPostgres postgres;
    private FaultyLink beforePostgres;
    private ServerProcess server;
    private FaultyLink beforeServer;

    @BeforeAll
    void start() {
        postgres = startPostgres();
        DatabaseAddress address = postgres.address();
        beforePostgres = new FaultyLink(portOf(address));
        server = Program.on(
                        directory,
                        "--database-url="
                                + address.jdbcUrl().replace(":" + portOf(address), ":" + beforePostgres.port()),
                        "--database-user=" + address.user(),
                        "--database-password=" + address.password())
                .start();
        beforeServer = new FaultyLink(server.address().getPort());
    }

    @AfterEach
    void closeClients() {
        people.forEach(Person::close);
        people.clear();
        assertThat(server.output())
                .as("an outage is not taken for lost data, which would make all clients load everything again")
                .doesNotContain("event=data_");
    }

    @AfterAll
    void stop() {
        beforeServer.close();
        server.close();
        beforePostgres.close();
        postgres.close();
    }

    @Test
    void a_commit_with_a_lost_answer_is_delivered_once_to_all_members() {
        Person alice = registers("Alice");
        Person bob = registers("Bob");
        UUID chat = alice.opensAChatWith(bob);
        alice.sends(chat, "before").join();
        bob.sees(chat, "before");
        UUID key = UUID.randomUUID();
        try (Watching line = new Watching(alice)) {
            beforePostgres.cutAnswer("the answer to this is lost", "COMMIT");
            CompletableFuture<ServerFrame.Sent> lost =
                    line.socket().send(chat, key, "the answer to this is lost", null);
            assertThatThrownBy(() -> lost.orTimeout(90, TimeUnit.SECONDS).join())
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(VestnikException.class, unavailable -> {
                        assertThat(unavailable.code()).isEqualTo("unavailable");
                        assertThat(unavailable.retryable()).isTrue();
                    });
            assertThat(beforePostgres.hasCut()).isTrue();
            // No client sends or retries: the server itself resolves the unknown outcome.
            bob.sees(chat, "before", "the answer to this is lost");
            await().atMost(PATIENCE)
                    .until(() -> line.events().stream()
                            .anyMatch(event -> event instanceof ServerFrame.MessageEvent message
                                    && "the answer to this is lost"
                                            .equals(message.message().text())));
            ServerFrame.Sent again = line.socket()
                    .send(chat, key, "the answer to this is lost", null)
                    .orTimeout(90, TimeUnit.SECONDS)
                    .join();
            assertThat(again.duplicate()).isTrue();
            assertThat(again.message().id()).isEqualTo(2);
        }
        assertThat(alice.history(chat)).hasSize(2);
    }

    @Test
    void a_lost_acknowledgement_is_repeated_and_the_message_stored_once() {
        Person alice = registers("Alice", beforeServer);
        Person bob = registers("Bob");
        UUID chat = alice.opensAChatWith(bob);
        alice.sends(chat, "before").join();
        beforeServer.cutAnswer("", "\"type\":\"sent\"");
        Message sent =
                alice.sends(chat, "cut off").orTimeout(90, TimeUnit.SECONDS).join();
        assertThat(beforeServer.hasCut()).isTrue();
        assertThat(sent.id()).isEqualTo(2);
        alice.sees(chat, "before", "cut off");
        bob.sees(chat, "before", "cut off");
        assertThat(bob.history(chat)).hasSize(2);
    }

    @Test
    void a_stalled_client_delays_no_other_and_loses_nothing() {
        Person alice = registers("Alice");
        Person bob = registers("Bob");
        Person carol = registers("Carol");
        UUID chat = alice.founds(bob, carol);
        alice.sends(chat, "before").join();
        bob.sees(chat, "before");
        bob.stopsReading();
        // So many messages do not fit into the queue and all buffers between server and client.
        int messages = 900;
        IntStream.range(0, messages)
                .mapToObj(i -> alice.sends(chat, i + LARGE))
                .toList()
                .forEach(sent -> sent.orTimeout(90, TimeUnit.SECONDS).join());
        await().atMost(PATIENCE).until(() -> carol.view(chat).size() == messages + 1);
        assertThat(bob.view(chat)).as("has not read").hasSizeLessThan(messages);
        bob.readsAgain();
        await().atMost(PATIENCE).until(() -> !bob.partings().isEmpty());
        // The client gets the close code, unless so much data waited before the close frame that the server cut the
        // connection.
        assertThat(bob.partings().getFirst()).matches("(4002|1006) .*");
        seesTheHistory(bob, chat);
    }

    @Test
    void a_client_10_mb_behind_catches_up_without_delaying_others() {
        Person alice = registers("Alice");
        Person bob = registers("Bob");
        List<UUID> chats = List.of(alice.founds(bob), alice.founds(bob));
        int each = 400;
        Map<UUID, Hello.Cursor> cursors = Map.of(
                chats.get(0), Hello.Cursor.at(alice.api().chat(chats.get(0)).version()),
                chats.get(1), Hello.Cursor.at(alice.api().chat(chats.get(1)).version()));
        for (UUID chat : chats) {
            IntStream.range(0, each)
                    .mapToObj(i -> alice.sends(chat, i + LARGE))
                    .toList()
                    .forEach(sent -> sent.orTimeout(90, TimeUnit.SECONDS).join());
        }
        try (Watching line = new Watching(bob, cursors, true)) {
            // While the client does not read, all other clients continue. Later events come after the replay.
            alice.sends(chats.getFirst(), "meanwhile")
                    .orTimeout(90, TimeUnit.SECONDS)
                    .join();
            line.socket().raw().resume();
            line.socket().live().orTimeout(90, TimeUnit.SECONDS).join();
            await().atMost(PATIENCE).until(() -> line.messages(chats.getFirst()).size() == each + 1);
            assertThat(line.events()).noneMatch(event -> event instanceof ServerFrame.GapEvent);
            for (UUID chat : chats) {
                assertThat(line.messages(chat))
                        .extracting(Message::id, Message::text)
                        .containsExactlyElementsOf(bob.history(chat).stream()
                                .map(message -> tuple(message.id(), message.text()))
                                .toList());
            }
            assertThat(line.messages(chats.getFirst()).getLast().text()).isEqualTo("meanwhile");
        }
    }

    @Test
    void an_immediate_database_stop_during_sends_loses_and_duplicates_nothing() {
        List<Person> friends = List.of(registers("Alice"), registers("Bob"), registers("Carol"));
        UUID chat = friends.getFirst().founds(friends.get(1), friends.get(2));
        List<List<CompletableFuture<Message>>> sent = friends.stream()
                .map(friend -> IntStream.range(0, MESSAGES_EACH)
                        .mapToObj(i -> friend.sends(chat, "message " + i))
                        .toList())
                .toList();
        await().atMost(PATIENCE)
                .until(() -> sent.stream().allMatch(mine -> mine.getFirst().isDone()));
        PostgresProcess.in(directory.resolve("database")).kill();
        assertThatThrownBy(() -> friends.getFirst().api().post(chat, UUID.randomUUID(), "without a database", null))
                .isInstanceOfSatisfying(VestnikException.class, refused -> {
                    assertThat(refused.status()).isEqualTo(503);
                    assertThat(refused.code()).isEqualTo("unavailable");
                    assertThat(refused.retryable()).isTrue();
                });
        assertThat(server.isAlive()).isTrue();
        assertThat(friends.getFirst().api().isLive()).isTrue();
        await().atMost(PATIENCE).until(() -> !friends.getFirst().api().isReady());

        postgres.close();
        postgres = startPostgres();
        beforePostgres.leadTo(portOf(postgres.address()));

        List<Message> acknowledged = sent.stream()
                .flatMap(List::stream)
                .map(message -> message.orTimeout(90, TimeUnit.SECONDS).join())
                .toList();
        await().atMost(PATIENCE).until(() -> friends.getFirst().api().isReady());
        List<Message> history = friends.getFirst().history(chat);
        assertThat(history)
                .extracting(Message::id)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, history.size()).boxed().toList());
        // A send that was not retried may be stored or not.
        assertThat(history.size() - 3 * MESSAGES_EACH).isBetween(0, 1);
        for (Message message : acknowledged) {
            assertThat(history.get((int) message.id() - 1))
                    .extracting(Message::text, Message::senderId)
                    .containsExactly(message.text(), message.senderId());
        }
        for (Person friend : friends) {
            assertThat(history.stream()
                            .filter(message -> friend.id().equals(message.senderId()))
                            .map(Message::text)
                            .filter(text -> text != null && text.startsWith("message")))
                    .as("in the order in which they were sent")
                    .containsExactlyElementsOf(IntStream.range(0, MESSAGES_EACH)
                            .mapToObj(i -> "message " + i)
                            .toList());
            seesTheHistory(friend, chat);
        }
    }

    @Test
    void a_stopping_server_answers_accepted_sends_and_closes_connections() {
        Person alice = registers("Alice");
        UUID chat = alice.founds();
        List<CompletableFuture<ServerFrame.Sent>> sends;
        Closed closed;
        try (Watching line = new Watching(alice)) {
            sends = IntStream.range(0, 2_000)
                    .mapToObj(i -> line.socket().send(chat, UUID.randomUUID(), "message " + i, null))
                    .toList();
            sends.getFirst().orTimeout(90, TimeUnit.SECONDS).join();
            alice.close();
            server.stop();
            closed = line.socket().closed().orTimeout(90, TimeUnit.SECONDS).join();
        } finally {
            server.start();
        }
        assertThat(closed.code()).isEqualTo(4000);
        List<Message> answered = sends.stream()
                .filter(send -> send.isDone() && !send.isCompletedExceptionally())
                .map(send -> send.join().message())
                .toList();
        assertThat(Person.historyOf(alice.api(), chat))
                .as("stored messages were answered, and answered ones stored")
                .extracting(Message::id, Message::text)
                .containsExactlyElementsOf(answered.stream()
                        .map(message -> tuple(message.id(), message.text()))
                        .toList());
    }

    /// A connection and its received events.
    private final class Watching implements LiveSocket.Listener, AutoCloseable {
        private final List<ServerFrame> events = new CopyOnWriteArrayList<>();
        private final LiveSocket socket;

        Watching(Person person) {
            this(person, Map.of(), false);
            socket.live().orTimeout(90, TimeUnit.SECONDS).join();
        }

        Watching(Person person, Map<UUID, Hello.Cursor> cursors, boolean paused) {
            Hello hello = Hello.of(person.session().accessToken()).since(cursors);
            socket = LiveSocket.connect(server.address(), transport, hello, this);
            if (paused) {
                socket.raw().pause();
            }
        }

        LiveSocket socket() {
            return socket;
        }

        List<ServerFrame> events() {
            return events;
        }

        List<Message> messages(UUID chat) {
            return events.stream()
                    .filter(ServerFrame.MessageEvent.class::isInstance)
                    .map(event -> ((ServerFrame.MessageEvent) event).message())
                    .filter(message -> message.chatId().equals(chat))
                    .toList();
        }

        @Override
        public void frame(ServerFrame frame) {
            events.add(frame);
        }

        @Override
        public void closed(Closed how) {}

        @Override
        public void close() {
            socket.raw().cut();
        }
    }

    private static void seesTheHistory(Person person, UUID chat) {
        List<Message> history = person.history(chat);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(person.view(chat))
                        .extracting(Message::id, Message::text)
                        .isEqualTo(history.stream()
                                .map(message -> tuple(message.id(), message.text()))
                                .toList()));
    }

    private Person registers(String name) {
        Person person = Person.registers(server.address(), transport, name);
        people.add(person);
        return person;
    }

    private Person registers(String name, FaultyLink way) {
        Person person =
                Person.registers(server.address(), transport, name, URI.create("http://127.0.0.1:" + way.port()));
        people.add(person);
        return person;
    }

    private EmbeddedPostgres startPostgres() {
        return EmbeddedPostgres.start(directory.resolve("database"), step -> {});
    }

    private static int portOf(DatabaseAddress address) {
        return URI.create(address.jdbcUrl().substring("jdbc:".length())).getPort();
    }
}
