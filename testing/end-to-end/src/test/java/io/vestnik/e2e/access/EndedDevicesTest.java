package io.vestnik.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.application.account.Administer;
import io.vestnik.bootstrap.settings.Setting;
import io.vestnik.client.Closed;
import io.vestnik.client.Hello;
import io.vestnik.client.LiveSocket;
import io.vestnik.client.Transport;
import io.vestnik.domain.user.Email;
import io.vestnik.e2e.LocalServer;
import io.vestnik.e2e.Setup;
import io.vestnik.e2e.access.MatrixUsers.Person;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Ends a device while its connection is idle, sends or resumes, on PostgreSQL. [EndedSessionsTest] tests the ways in
/// which a device ends.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndedDevicesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// The number of texts of 16 KB in the group. So many texts do not fit into the system's buffers between server and
    /// client, and are still replayed: a gap replaces only a replay with more messages.
    private static final int MESSAGES = 490;

    private static final String LONG_TEXT = "😀".repeat(4_000);

    private final LocalServer server =
            LocalServer.start(Setup.operated(Map.of(Setting.LIMIT_SENDS, "0", Setting.LIMIT_REGISTRATIONS, "0")));
    private final UserActions actions = UserActions.of(server.port());
    private final Person owner = actions.registers("Olga");
    private final String group = actions.group(owner);

    @BeforeAll
    void fill() throws Exception {
        try (RawSocket socket = live(owner)) {
            for (int i = 0; i < MESSAGES; i++) {
                socket.text(UserActions.send(group, i, LONG_TEXT));
            }
            for (int sent = 0; sent < MESSAGES; ) {
                sent += isSent(socket.next()) ? 1 : 0;
            }
        }
    }

    @AfterAll
    void stop() {
        server.close();
    }

    enum RevocationCase {
        REVOKED {
            @Override
            void end(EndedDevicesTest test, Person stays, Person goes) {
                test.actions.as(stays, "DELETE", "/devices/" + goes.deviceId()).expect(204);
            }
        },
        PASSWORD_CHANGED {
            @Override
            void end(EndedDevicesTest test, Person stays, Person goes) {
                test.actions
                        .as(
                                stays,
                                "PUT",
                                "/users/me/password",
                                "{\"current\":\"" + UserActions.PASSWORD + "\",\"new\":\"another horse\"}")
                        .expect(204);
            }
        },
        USER_DISABLED {
            @Override
            void end(EndedDevicesTest test, Person stays, Person goes) {
                test.server.administer(accounts ->
                        assertThat(accounts.disable(new Email(goes.email()))).isEqualTo(Administer.Done.DONE));
            }
        };

        abstract void end(EndedDevicesTest test, Person stays, Person goes);
    }

    @ParameterizedTest
    @EnumSource
    void an_idle_connection_is_closed(RevocationCase revocation) throws Exception {
        Person stays = actions.registers("Alice");
        Person goes = actions.again(stays);
        try (RawSocket idle = live(goes)) {
            revocation.end(this, stays, goes);

            assertThat(idle.closeCode()).isEqualTo(4502);
        }
        assertEnded(goes);
    }

    @ParameterizedTest
    @EnumSource
    void a_sending_connection_is_closed_and_nothing_of_it_is_stored_later(RevocationCase revocation) throws Exception {
        Person stays = actions.registers("Alice");
        Person goes = actions.again(stays);
        Person other = actions.registers("Bob");
        String chat = actions.group(other, stays);
        Sender sender = new Sender(goes, chat);
        try {
            sender.awaitAcknowledged(50);
            revocation.end(this, stays, goes);

            assertThat(sender.closeCode()).isEqualTo(4502);
            // The message is stored after everything that the server had accepted before.
            long next = written(other, chat, "after the end");
            await().atMost(PATIENCE).until(sender::hasFailed);
            assertThat(written(other, chat, "later")).isEqualTo(next + 1);
            JsonNode last = actions.as(other, "GET", "/chats/" + chat + "/messages/" + (next - 1))
                    .expect(200)
                    .json();
            assertThat(last.path("senderId").asText()).isEqualTo(goes.id());
            assertThat(sender.lastAcknowledged()).isBetween(50L, next - 1);
        } finally {
            sender.close();
        }
        assertEnded(goes);
    }

    @ParameterizedTest
    @EnumSource
    void a_resuming_connection_is_closed_before_it_is_live(RevocationCase revocation) {
        Person stays = actions.registers("Alice");
        actions.as(owner, "POST", "/chats/" + group + "/members", "{\"userIds\":[\"" + stays.id() + "\"]}")
                .expect(200);
        Person goes = actions.again(stays);
        Hello hello = Hello.of(goes.token()).since(Map.of(UUID.fromString(group), Hello.Cursor.at(1)));
        LiveSocket resuming = LiveSocket.connect(
                URI.create("http://localhost:" + server.port()), Transport.create(), hello, frame -> {});
        resuming.ready().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        resuming.raw().pause();

        revocation.end(this, stays, goes);
        await().atMost(PATIENCE).until(() -> actions.verdict(goes).equals("401 not_authenticated"));
        resuming.raw().resume();

        Closed closed = resuming.closed()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        // The client gets the close code, unless so much data waited before the close frame that the server cut the
        // connection.
        assertThat(closed.code()).isIn(4502, 1006);
        assertThat(resuming.live()).isNotCompleted();
        assertEnded(goes);
    }

    private void assertEnded(Person goes) {
        await().atMost(PATIENCE).until(() -> actions.verdict(goes).equals("401 not_authenticated"));
        assertThat(actions.refreshes(goes.refreshToken()).verdict()).isEqualTo("401 not_authenticated");
        try (Frames late = new Frames(actions.caller())) {
            late.say(Frames.hello(goes.token()));
            assertThat(late.closeCode()).isEqualTo(4502);
        }
    }

    private RawSocket live(Person person) throws Exception {
        RawSocket socket = new RawSocket(server.port(), new Random(1));
        socket.text(Frames.hello(person.token()));
        while (!socket.next().path("type").asText().equals("live")) {
            assertThat(socket.isClosed()).isFalse();
        }
        return socket;
    }

    private static boolean isSent(JsonNode frame) {
        return frame.path("type").asText().equals("sent");
    }

    private long written(Person person, String chat, String text) {
        return actions.writes(person, chat, text).expect(201).json().path("id").asLong();
    }

    /// A connection that sends continuously until it is closed. Another thread reads the answers.
    private final class Sender implements AutoCloseable {
        private static final int WINDOW = 64;

        private final RawSocket socket;
        private final Semaphore window = new Semaphore(WINDOW);
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private volatile long lastAcknowledged;
        private volatile boolean failed;

        Sender(Person person, String chat) throws Exception {
            this.socket = live(person);
            Thread.ofVirtual().start(this::read);
            Thread.ofVirtual().start(() -> send(chat));
        }

        private void send(String chat) {
            try {
                for (int i = 0; true; i++) {
                    // The connection also sends if no answer comes, so that it sends after the end of the device.
                    boolean unused = window.tryAcquire(20, TimeUnit.MILLISECONDS);
                    socket.text(UserActions.send(chat, i, "message " + i));
                }
            } catch (IOException e) {
                failed = true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void read() {
            try {
                for (JsonNode frame = socket.next(); !frame.isEmpty(); frame = socket.next()) {
                    if (isSent(frame)) {
                        lastAcknowledged = frame.path("message").path("id").asLong();
                        window.release();
                    }
                }
                closed.complete(socket.closeCode());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void awaitAcknowledged(long id) {
            await().atMost(PATIENCE).until(() -> lastAcknowledged >= id);
        }

        long lastAcknowledged() {
            return lastAcknowledged;
        }

        /// Whether the connection can write no more.
        boolean hasFailed() {
            return failed;
        }

        int closeCode() {
            return closed.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
