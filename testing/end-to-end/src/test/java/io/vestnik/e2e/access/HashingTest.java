package io.vestnik.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.contracts.account.CountingHasher;
import io.vestnik.e2e.LocalServer;
import io.vestnik.e2e.Setup;
import io.vestnik.e2e.access.HttpCaller.Reply;
import io.vestnik.e2e.access.MatrixUsers.Person;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tests how many password hashes logins cost, and which users wait for these hashes.
class HashingTest {
    /// The number of concurrent logins: more than twice the number that may wait, and less than the number of
    /// connections that one address may have.
    private static final int FLOOD = 200;

    private final CountingHasher hasher = new CountingHasher();
    private final LocalServer server = LocalServer.start(Setup.inMemory().hasher(hasher));
    private final UserActions actions = UserActions.of(server.port());

    @AfterEach
    void stop() {
        hasher.release();
        server.close();
    }

    @Test
    void an_unknown_email_costs_and_answers_like_a_wrong_password() {
        Person alice = actions.registers("Alice");
        int before = hasher.verified();

        Reply wrong = actions.tries(alice.email(), "not the password");
        int forWrong = hasher.verified() - before;
        Reply unknown = actions.tries("unknown@example.org", "not the password");
        int forUnknown = hasher.verified() - before - forWrong;

        assertThat(forWrong).isEqualTo(1);
        assertThat(forUnknown).isEqualTo(1);
        assertThat(hasher.hashed()).isEqualTo(1); // the hash of the registration
        assertThat(unknown.verdict()).isEqualTo("401 bad_credentials");
        assertThat(AccessMatrixTest.withoutRequestId(unknown)).isEqualTo(AccessMatrixTest.withoutRequestId(wrong));
        assertThat(unknown.headers().map().keySet())
                .isEqualTo(wrong.headers().map().keySet());
    }

    @Test
    void a_login_rehashes_only_after_a_change_of_parameters() {
        Person alice = actions.registers("Alice");
        hasher.strengthen();
        int before = hasher.hashed();

        actions.tries(alice.email(), "not the password");
        assertThat(hasher.hashed()).isEqualTo(before);
        actions.again(alice);
        assertThat(hasher.hashed()).isEqualTo(before + 1);
        actions.again(alice);
        assertThat(hasher.hashed()).isEqualTo(before + 1);
        assertThat(actions.verdict(alice)).isEqualTo("200");
    }

    @Test
    void a_flood_of_logins_delays_no_message() {
        Person alice = actions.registers("Alice");
        Person bob = actions.registers("Bob");
        String chat = actions.directChat(alice, bob);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Frames socket = actions.connects(alice)) {
            hasher.hold();
            List<CompletableFuture<Reply>> flood = new ArrayList<>();
            for (int i = 0; i < FLOOD; i++) {
                String email = i % 2 == 0 ? bob.email() : "unknown" + i + "@example.org";
                flood.add(CompletableFuture.supplyAsync(() -> actions.tries(email, UserActions.PASSWORD), threads));
            }
            // Most logins are refused. The others are waiting, since no password is hashed before all messages below
            // are sent.
            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            flood.stream().filter(CompletableFuture::isDone).count() >= FLOOD / 2);
            int verified = hasher.verified();
            for (int i = 0; i < 50; i++) {
                socket.say(UserActions.send(chat, i, "message " + i));
                int ref = i;
                JsonNode answer = socket.next(frame -> frame.path("ref").asInt(-1) == ref);
                assertThat(answer.path("type").asText()).isEqualTo("sent");
                actions.writes(alice, chat, "over HTTP " + i).expect(201);
            }
            assertThat(hasher.verified()).isEqualTo(verified);
            hasher.release();

            for (CompletableFuture<Reply> each : flood) {
                Reply reply = each.join();
                assertThat(reply.verdict()).isIn("200", "401 bad_credentials", "429 rate_limited");
                if (reply.status() == 429) {
                    assertThat(Integer.parseInt(reply.header("Retry-After"))).isPositive();
                }
            }
            actions.again(bob);
        }
    }
}
