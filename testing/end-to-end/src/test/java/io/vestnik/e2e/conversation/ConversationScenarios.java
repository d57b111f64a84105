package io.vestnik.e2e.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.vestnik.client.Message;
import io.vestnik.client.Transport;
import io.vestnik.faults.RunningServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Scenarios that must hold on every platform of the server. All of them use one server, each with its own users.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConversationScenarios<S extends RunningServer> {
    private static final int MESSAGES_EACH = 150;

    private final FrameConformance frames = new FrameConformance();
    private final Transport transport = Transport.create().recordedBy(frames);
    private final List<Person> people = new ArrayList<>();
    private S server;

    /// Makes a server that is not started yet.
    ///
    /// @param directory an empty directory for the server's data
    protected abstract S server(Path directory);

    @BeforeAll
    void prepare(@TempDir Path directory) {
        server = server(directory);
    }

    @BeforeEach
    void start() {
        if (!server.isAlive()) {
            server.start();
        }
    }

    /// The server of the scenarios, which may have ended.
    S server() {
        return server;
    }

    @AfterEach
    void leave() {
        people.forEach(Person::close);
        if (!people.isEmpty()) {
            frames.check();
        }
        people.clear();
    }

    @AfterAll
    void stop() {
        server.close();
        stopTheRest();
    }

    /// Stops the other processes that the server used.
    protected void stopTheRest() {}

    @Test
    void a_conversation_survives_a_server_restart() {
        Person alice = registers("Alice");
        Person bob = registers("Bob");
        UUID chat = alice.opensAChatWith(bob);
        alice.sends(chat, "hi").join();
        bob.sees(chat, "hi");
        bob.sends(chat, "hello, Alice").join();
        alice.sees(chat, "hi", "hello, Alice");
        bob.reads(chat, 2);
        alice.seesReadByEveryone(chat, 2);
        server.stop();
        assertThat(server.output()).contains("stopping");
        CompletableFuture<Message> meanwhile = alice.sends(chat, "are you still there?");
        server.start();
        meanwhile.orTimeout(60, TimeUnit.SECONDS).join();
        bob.sees(chat, "hi", "hello, Alice", "are you still there?");
        assertThat(bob.history(chat)).extracting(Message::read).containsExactly(true, false, false);
    }

    /// Lets three users write at the same time while a disaster happens. No message is lost, duplicated or reordered.
    ///
    /// @param disaster causes the disaster; the server must run afterwards
    protected final void talkThrough(Runnable disaster) {
        List<Person> friends = List.of(registers("Alice"), registers("Bob"), registers("Carol"));
        UUID chat = friends.getFirst()
                .api()
                .createGroup(
                        "friends", List.of(friends.get(1).id(), friends.get(2).id()), UUID.randomUUID())
                .chat()
                .id();
        List<List<CompletableFuture<Message>>> sent = new ArrayList<>();
        for (Person friend : friends) {
            List<CompletableFuture<Message>> mine = new ArrayList<>();
            for (int i = 0; i < MESSAGES_EACH; i++) {
                mine.add(friend.sends(chat, "message " + i));
            }
            sent.add(mine);
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> sent.stream().allMatch(mine -> mine.getFirst().isDone()));
        disaster.run();
        List<Message> acknowledged = new ArrayList<>();
        for (List<CompletableFuture<Message>> mine : sent) {
            mine.forEach(message ->
                    acknowledged.add(message.orTimeout(60, TimeUnit.SECONDS).join()));
        }
        List<Message> history = friends.getFirst().history(chat);
        assertThat(history)
                .extracting(Message::id)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, (long) friends.size() * MESSAGES_EACH)
                        .boxed()
                        .toList());
        assertThat(acknowledged).extracting(Message::id).doesNotHaveDuplicates();
        for (Message message : acknowledged) {
            Message stored = history.get((int) message.id() - 1);
            assertThat(stored.text()).isEqualTo(message.text());
            assertThat(stored.senderId()).isEqualTo(message.senderId());
        }
        for (int friend = 0; friend < friends.size(); friend++) {
            UUID author = friends.get(friend).id();
            assertThat(history.stream().filter(m -> author.equals(m.senderId())).map(Message::text))
                    .as("in the order in which they were sent")
                    .containsExactlyElementsOf(LongStream.range(0, MESSAGES_EACH)
                            .mapToObj(i -> "message " + i)
                            .toList());
        }
        for (Person friend : friends) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(friend.view(chat))
                            .extracting(Message::id, Message::text)
                            .containsExactlyElementsOf(history.stream()
                                    .map(m -> tuple(m.id(), m.text()))
                                    .toList()));
        }
    }

    /// Registers a user on the server of the scenarios. The user leaves at the end of the test.
    final Person registers(String name) {
        Person person = Person.registers(server.address(), transport, name);
        people.add(person);
        return person;
    }
}
