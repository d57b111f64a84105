package io.vestnik.e2e.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vestnik.client.Closed;
import io.vestnik.client.Hello;
import io.vestnik.client.LiveSocket;
import io.vestnik.client.Message;
import io.vestnik.client.Session;
import io.vestnik.client.Transport;
import io.vestnik.client.VestnikApi;
import io.vestnik.client.VestnikException;
import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.embedded.EmbeddedPostgres;
import io.vestnik.faults.DataDirectories;
import io.vestnik.faults.FaultyLink;
import io.vestnik.faults.ServerProcess;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The files of the database are replaced by a copy of an earlier moment while the server runs. Everything after that
/// moment is lost, and no part of the server or of a client may keep it.
@Execution(ExecutionMode.CONCURRENT)
class RestoredDatabaseTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String PASSWORD = "a long password";

    @TempDir
    private Path directory;

    private final Transport transport = Transport.create();
    private EmbeddedPostgres postgres;
    private FaultyLink beforePostgres;
    private ServerProcess server;
    private Person alice;
    private Person bob;

    @BeforeEach
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
        alice = Person.registers(server.address(), transport, "Alice");
        bob = Person.registers(server.address(), transport, "Bob");
    }

    @AfterEach
    void stop() {
        alice.close();
        bob.close();
        server.close();
        beforePostgres.close();
        postgres.close();
    }

    /// @param renamed whether the operator gives the data a new epoch; otherwise the server does
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sends_edits_reads_and_devices_after_the_copy_are_forgotten(boolean renamed) throws Exception {
        UUID chat = alice.opensAChatWith(bob);
        alice.sends(chat, "one").join();
        alice.sends(chat, "two").join();
        bob.sees(chat, "one", "two");
        bob.reads(chat, 1);
        alice.seesReadByEveryone(chat, 1);

        copyDatabase();
        UUID lostKey = UUID.randomUUID();
        VestnikApi api = VestnikApi.at(server.address(), transport);
        await().atMost(PATIENCE).until(api::isReady);
        for (int i = 0; i < 20; i++) {
            alice.sends(chat, "lost " + i).orTimeout(90, TimeUnit.SECONDS).join();
        }
        repeated(() -> alice.api().post(chat, lostKey, "lost with a key", null));
        repeated(() -> alice.api().edit(chat, 1, "lost edit"));
        await().atMost(PATIENCE).until(() -> bob.view(chat).size() == 23);
        bob.reads(chat, 23);
        alice.seesReadByEveryone(chat, 23);
        Session phone = api.login(bob.api().me().email(), PASSWORD, null, "phone");
        assertThat(api.as(phone).me().name()).isEqualTo("Bob");
        LiveSocket phonesSocket =
                LiveSocket.connect(server.address(), transport, Hello.of(phone.accessToken()), frame -> {});
        phonesSocket.live().orTimeout(90, TimeUnit.SECONDS).join();

        restoreCopy(renamed);

        await().atMost(PATIENCE).until(api::isReady);
        assertThat(server.isAlive()).isTrue();
        Closed phoneEnd = phonesSocket.closed().orTimeout(90, TimeUnit.SECONDS).join();
        assertThat(phoneEnd.code()).isIn(4000, 4502);
        await().atMost(PATIENCE).until(() -> server.output().contains("event=data_replaced"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThatThrownBy(() -> api.as(phone).me())
                        .isInstanceOfSatisfying(
                                VestnikException.class,
                                refused -> assertThat(refused.status()).isEqualTo(401)));
        assertThat(alice.partings()).anyMatch(parting -> parting.startsWith("4000"));
        assertThat(bob.partings()).anyMatch(parting -> parting.startsWith("4000"));

        // The lost edit and the lost messages are gone from the clients, too. This shows that the epoch is new, because
        // a client drops what it holds only for a new epoch.
        alice.sees(chat, "one", "two");
        bob.sees(chat, "one", "two");
        assertHistory(chat, "one", "two");
        assertThat(alice.api().chat(chat).allReadUpTo()).isEqualTo(1);

        // The key of a lost message can be used again. Ids continue after the last message of the copy, and both
        // members get the message.
        assertThat(repeated(() -> alice.api().post(chat, lostKey, "again", null))
                        .message()
                        .id())
                .isEqualTo(3);
        Message sent = alice.sends(chat, "four").orTimeout(90, TimeUnit.SECONDS).join();
        assertThat(sent.id()).isEqualTo(4);
        assertHistory(chat, "one", "two", "again", "four");
        repeated(() -> alice.api().edit(chat, 1, "edited"));
        assertHistory(chat, "edited", "two", "again", "four");
        await().atMost(PATIENCE)
                .until(() -> bob.view(chat).stream().anyMatch(message -> "four".equals(message.text())));
        bob.reads(chat, 3);
        await().atMost(PATIENCE).until(() -> alice.api().chat(chat).allReadUpTo() == 3);
    }

    @Test
    void clients_that_hold_a_lost_message_end_with_the_history_of_the_server() throws Exception {
        UUID chat = fiveMessagesOfWhichTwoAreLost();

        restoreCopy(false);

        alice.sees(chat, "one", "two", "three");
        bob.sees(chat, "one", "two", "three");
        assertHistory(chat, "one", "two", "three");
        assertThat(server.output()).containsOnlyOnce("event=data_replaced");
    }

    @Test
    void reassigned_ids_and_versions_replace_the_lost_messages() throws Exception {
        UUID chat = fiveMessagesOfWhichTwoAreLost();

        restoreCopy(false);
        VestnikApi api = alice.api();
        await().atMost(PATIENCE).until(api::isReady);
        for (String text : List.of("another four", "another five", "six", "seven")) {
            UUID key = UUID.randomUUID();
            repeated(() -> api.post(chat, key, text, null));
        }

        String[] stored = {"one", "two", "three", "another four", "another five", "six", "seven"};
        alice.sees(chat, stored);
        bob.sees(chat, stored);
        assertHistory(chat, stored);
    }

    @Test
    void a_client_that_was_offline_during_the_loss_drops_the_lost_messages() throws Exception {
        try (FaultyLink beforeServer = new FaultyLink(server.address().getPort())) {
            URI way = URI.create("http://localhost:" + beforeServer.port());
            try (Person carol = Person.registers(server.address(), transport, "Carol", way)) {
                UUID chat = carol.opensAChatWith(bob);
                carol.sends(chat, "one").join();
                bob.sees(chat, "one");
                copyDatabase();
                // The lost part of the write-ahead log is longer than all that the restored database writes before the
                // node looks at the log's end again.
                for (int i = 0; i < 50; i++) {
                    carol.sends(chat, incompressible(4_000))
                            .orTimeout(90, TimeUnit.SECONDS)
                            .join();
                }
                await().atMost(PATIENCE).until(() -> bob.view(chat).size() == 51);
                beforeServer.refuse();
                alice.close();
                bob.close();
                connectOnce(bob.session());

                restoreCopy(false);
                await().atMost(PATIENCE).until(VestnikApi.at(server.address(), transport)::isReady);
                beforeServer.accept();

                carol.sees(chat, "one");
            }
        }
    }

    private static String incompressible(int length) {
        byte[] bytes = new byte[length / 2];
        new Random().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /// Repeats a request until the server has executed it. After a restore some requests fail, because they use
    /// connections to the stopped database.
    private static <T> T repeated(Callable<T> request) {
        return await().atMost(PATIENCE)
                .ignoreExceptionsMatching(e -> e instanceof VestnikException refused && refused.retryable())
                .until(request, Objects::nonNull);
    }

    /// Opens a connection and closes it once it is live.
    private void connectOnce(Session session) {
        LiveSocket socket =
                LiveSocket.connect(server.address(), transport, Hello.of(session.accessToken()), frame -> {});
        socket.live().orTimeout(90, TimeUnit.SECONDS).join();
        socket.close();
    }

    private UUID fiveMessagesOfWhichTwoAreLost() throws Exception {
        UUID chat = alice.opensAChatWith(bob);
        for (String text : List.of("one", "two", "three")) {
            alice.sends(chat, text).join();
        }
        bob.sees(chat, "one", "two", "three");
        copyDatabase();
        alice.sends(chat, "four").orTimeout(90, TimeUnit.SECONDS).join();
        alice.sends(chat, "five").orTimeout(90, TimeUnit.SECONDS).join();
        alice.sees(chat, "one", "two", "three", "four", "five");
        bob.sees(chat, "one", "two", "three", "four", "five");
        return chat;
    }

    private void assertHistory(UUID chat, String... texts) {
        assertThat(bob.history(chat)).extracting(Message::text).containsExactly(texts);
    }

    private void copyDatabase() throws Exception {
        postgres.close();
        DataDirectories.copy(directory.resolve("database"), directory.resolve("copy"));
        postgres = startPostgres();
        beforePostgres.leadTo(portOf(postgres.address()));
    }

    private void restoreCopy(boolean renamed) throws Exception {
        postgres.close();
        Files.move(directory.resolve("database"), directory.resolve("lost"));
        DataDirectories.copy(directory.resolve("copy"), directory.resolve("database"));
        postgres = startPostgres();
        if (renamed) {
            rename(postgres.address());
        }
        beforePostgres.leadTo(portOf(postgres.address()));
    }

    private static void rename(DatabaseAddress address) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
                Statement statement = connection.createStatement()) {
            statement.execute("update meta set epoch = gen_random_uuid()");
        }
    }

    private EmbeddedPostgres startPostgres() {
        return EmbeddedPostgres.start(directory.resolve("database"), step -> {});
    }

    private static int portOf(DatabaseAddress address) {
        return URI.create(address.jdbcUrl().substring("jdbc:".length())).getPort();
    }
}
