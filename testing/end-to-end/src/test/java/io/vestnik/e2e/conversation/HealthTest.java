package io.vestnik.e2e.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vestnik.client.Message;
import io.vestnik.client.Transport;
import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.embedded.EmbeddedPostgres;
import io.vestnik.faults.ServerProcess;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path directory;

    private static ServerProcess server;

    @BeforeAll
    static void prepare() {
        server = Program.on(directory, "--log-format=json");
    }

    @BeforeEach
    void start() {
        if (!server.isAlive()) {
            server.start();
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void without_a_database_the_server_is_alive_and_not_ready_and_logs_objects() {
        assertThat(status("ready")).isEqualTo(200);
        int started = server.output().length();
        server.database().postmaster().destroyForcibly();
        await().atMost(PATIENCE).until(() -> status("ready") == 503);
        assertThat(status("live")).isEqualTo(200);
        HttpResponse<String> failed = Scrape.post(
                server.address().resolve("/auth/login"),
                "my-request-1",
                "{\"email\":\"a@example.org\",\"password\":\"12345678\"}");
        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(failed.headers().firstValue("X-Request-Id")).contains("my-request-1");
        assertThat(failed.body()).contains("\"requestId\":\"my-request-1\"").contains("\"code\":\"unavailable\"");
        await().atMost(PATIENCE)
                .until(() -> logged(started).stream()
                        .anyMatch(entry -> entry.path("event").asText().equals("store_unavailable")
                                && entry.path("requestId").asText().equals("my-request-1")));
        // The connection pool reports the lost connections, with the exceptions of the driver.
        await().atMost(PATIENCE)
                .until(() -> logged(started).stream()
                        .anyMatch(
                                entry -> entry.path("event").asText().equals("library") && entry.hasNonNull("cause")));
        assertThat(logged(started)).allSatisfy(entry -> {
            assertThat(entry.path("event").asText()).isNotEmpty();
            assertThat(entry.has("trace")).as(entry.toString()).isFalse();
        });
        server.stop();
    }

    /// Returns the entries in the output behind an index; every complete line is one.
    private static List<JsonNode> logged(int from) {
        String output = server.output();
        List<JsonNode> entries = new ArrayList<>();
        for (String line :
                output.substring(from, output.lastIndexOf('\n') + 1).lines().toList()) {
            try {
                entries.add(JSON.readTree(line));
            } catch (JsonProcessingException e) {
                throw new AssertionError("not an object: " + line, e);
            }
        }
        return entries;
    }

    @Test
    void a_draining_server_is_not_ready_and_finishes_accepted_sends() throws SQLException {
        Transport transport = Transport.create();
        Person alice = Person.registers(server.address(), transport, "Alice");
        Person bob = Person.registers(server.address(), transport, "Bob");
        UUID chat = alice.opensAChatWith(bob);
        alice.sends(chat, "first").join();
        DatabaseAddress database =
                EmbeddedPostgres.join(directory.resolve("data")).orElseThrow();
        CompletableFuture<Message> accepted;
        try (Connection other = DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password())) {
            other.setAutoCommit(false);
            try (PreparedStatement lock = other.prepareStatement("select 1 from chats where id = ? for update")) {
                lock.setObject(1, chat);
                lock.execute();
            }
            accepted = alice.sends(chat, "second");
            await().atMost(PATIENCE).until(() -> Scrape.of(server.address()).sum("vestnik_commit_waiting_changes") > 0);
            assertThat(status("ready")).isEqualTo(200);
            server.askToStop();
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> status("ready") == 503);
            assertThat(status("live")).isEqualTo(200);
            assertThat(accepted).isNotDone();
            other.rollback();
        }
        server.stop();
        // The wait for the lock times out after a while. On a busy machine this may happen before this point.
        assertThat(accepted.isDone() || server.output().contains("lock timeout"))
                .isTrue();
        server.start();
        assertThat(accepted.orTimeout(60, TimeUnit.SECONDS).join().id()).isEqualTo(2);
        alice.close();
        bob.close();
    }

    private static int status(String which) {
        return Scrape.get(server.address().resolve("/health/" + which)).statusCode();
    }
}
