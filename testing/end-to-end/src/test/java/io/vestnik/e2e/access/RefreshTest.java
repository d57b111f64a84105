package io.vestnik.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.contracts.SteppingClock;
import io.vestnik.e2e.LocalServer;
import io.vestnik.e2e.Setup;
import io.vestnik.e2e.access.HttpCaller.Reply;
import io.vestnik.e2e.access.MatrixUsers.Person;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Refresh tokens, used by clients and by thieves.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefreshTest {
    private static final String REUSED = "401 token_reused";

    private final SteppingClock clock = new SteppingClock(Instant.now());
    private final LocalServer server = LocalServer.start(Setup.inMemory().clock(clock));
    private final UserActions actions = UserActions.of(server.port());

    @AfterAll
    void stop() {
        server.close();
    }

    private String successor(String token) {
        return actions.refreshes(token).expect(200).json().path("refreshToken").asText();
    }

    @Test
    void a_refresh_returns_a_complete_session_of_the_same_device() {
        Person alice = actions.registers("Alice");
        JsonNode session = actions.refreshes(alice.refreshToken()).expect(200).json();

        assertThat(session.path("userId").asText()).isEqualTo(alice.id());
        assertThat(session.path("deviceId").asText()).isEqualTo(alice.deviceId());
        assertThat(Instant.parse(session.path("refreshTokenExpiresAt").asText()))
                .isAfter(Instant.parse(session.path("accessTokenExpiresAt").asText()));
        assertThat(actions.verdict(Person.of(alice.email(), session))).isEqualTo("200");
        // The earlier access token is valid until its expiry.
        assertThat(actions.verdict(alice)).isEqualTo("200");
    }

    @Test
    void a_repeated_refresh_returns_its_successor_for_a_minute() {
        Person alice = actions.registers("Alice");
        String lost = successor(alice.refreshToken());
        clock.step(Duration.ofSeconds(59));
        assertThat(successor(alice.refreshToken())).isEqualTo(lost);
        clock.step(Duration.ofSeconds(2));

        String other = successor(alice.refreshToken());

        assertThat(other).isNotEqualTo(lost);
        assertThat(successor(alice.refreshToken())).isEqualTo(other);
        successor(other);
        assertThat(actions.verdict(alice)).isEqualTo("200");
    }

    @Test
    void using_a_replaced_successor_revokes_the_chain() {
        Person alice = actions.registers("Alice");
        String replaced = successor(alice.refreshToken());
        clock.step(Duration.ofSeconds(61));
        String present = successor(alice.refreshToken());

        assertThat(actions.refreshes(replaced).verdict()).isEqualTo(REUSED);
        assertThat(actions.refreshes(present).verdict()).isEqualTo(REUSED);
        assertThat(actions.refreshes(alice.refreshToken()).verdict()).isEqualTo(REUSED);
        assertThat(actions.verdict(alice)).isEqualTo("401 not_authenticated");
    }

    @Test
    void the_first_use_of_the_successor_ends_the_old_token() {
        Person alice = actions.registers("Alice");
        String second = successor(alice.refreshToken());
        String third = successor(second);

        assertThat(actions.refreshes(alice.refreshToken()).verdict()).isEqualTo(REUSED);
        assertThat(actions.refreshes(third).verdict()).isEqualTo(REUSED);
    }

    @Test
    void concurrent_refreshes_with_one_token_keep_the_session() {
        Person alice = actions.registers("Alice");
        for (int round = 0; round < 20; round++) {
            String token = alice.refreshToken();
            List<CompletableFuture<Reply>> asked = IntStream.range(0, 4)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> actions.refreshes(token)))
                    .toList();
            List<JsonNode> sessions = asked.stream()
                    .map(CompletableFuture::join)
                    .map(reply -> reply.expect(200).json())
                    .toList();

            assertThat(sessions.stream()
                            .map(session -> session.path("refreshToken").asText())
                            .distinct())
                    .hasSize(1);
            for (JsonNode session : sessions) {
                assertThat(actions.verdict(Person.of(alice.email(), session))).isEqualTo("200");
            }
            alice = Person.of(alice.email(), sessions.getLast());
        }
    }

    @Test
    void reusing_a_rotated_refresh_token_revokes_the_chain() {
        for (Duration between : List.of(Duration.ZERO, Duration.ofSeconds(30), Duration.ofMinutes(2))) {
            Person alice = actions.registers("Alice");
            String hers = successor(alice.refreshToken());
            clock.step(between);
            String thiefs = successor(alice.refreshToken());
            clock.step(between);

            Reply hersAgain = actions.refreshes(hers);
            clock.step(Duration.ofSeconds(61));
            Reply thiefsAgain = actions.refreshes(thiefs);
            if (between.compareTo(Duration.ofSeconds(60)) < 0) {
                // The user and the thief have the same token, so the second round looks like a retry, and the third
                // round detects the reuse.
                assertThat(hersAgain.verdict()).isEqualTo("200");
                assertThat(thiefsAgain.verdict()).isEqualTo("200");
                String one = hersAgain.json().path("refreshToken").asText();
                assertThat(actions.refreshes(one).verdict()).isEqualTo(REUSED);
            } else {
                assertThat(hersAgain.verdict()).isEqualTo(REUSED);
                assertThat(thiefsAgain.verdict()).isEqualTo(REUSED);
            }
            assertThat(actions.verdict(alice)).isEqualTo("401 not_authenticated");
        }
    }

    @Test
    void a_device_unused_for_sixty_days_must_log_in_again() {
        Person alice = actions.registers("Alice");
        clock.step(Duration.ofDays(59));
        String next = successor(alice.refreshToken());
        clock.step(Duration.ofDays(59));
        String last = successor(next);
        clock.step(Duration.ofDays(61));

        assertThat(actions.refreshes(last).verdict()).isEqualTo("401 token_expired");
    }

    @Test
    void a_guessed_refresh_token_revokes_no_session() {
        Person alice = actions.registers("Alice");
        String token = alice.refreshToken();
        // The part of the token that names the device is right; the secret part is wrong.
        String guessed = token.substring(0, 22) + "A".repeat(token.length() - 22);

        assertThat(actions.refreshes(guessed).verdict()).isEqualTo("401 not_authenticated");
        assertThat(actions.refreshes("").verdict()).isEqualTo("400 invalid_request");
        assertThat(actions.refreshes(alice.token()).verdict()).isEqualTo("401 not_authenticated");
        assertThat(actions.verdict(alice)).isEqualTo("200");
        assertThat(actions.refreshes(token).verdict()).isEqualTo("200");
    }
}
