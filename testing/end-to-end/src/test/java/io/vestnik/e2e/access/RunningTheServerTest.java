package io.vestnik.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.account.Administer;
import io.vestnik.bootstrap.settings.Setting;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.Users;
import io.vestnik.e2e.LocalServer;
import io.vestnik.e2e.Setup;
import io.vestnik.e2e.access.HttpCaller.Reply;
import io.vestnik.e2e.access.MatrixUsers.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Tests the effects of the operator's settings and commands, on PostgreSQL.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunningTheServerTest {
    private final LocalServer server = LocalServer.start(Setup.operated(Map.of(
            Setting.REGISTRATION, "closed",
            Setting.CORS_ORIGINS, "https://app.example",
            Setting.TRUSTED_PROXIES, "127.0.0.1, ::1",
            Setting.LIMIT_LOGINS, "2")));
    private final UserActions actions = UserActions.of(server.port());

    @AfterAll
    void stop() {
        server.close();
    }

    private Person added(String name) {
        String email = UUID.randomUUID() + "@example.org";
        server.administer(accounts -> assertThat(
                        accounts.add(new UserName(name), new Email(email), new Password(UserActions.PASSWORD)))
                .isInstanceOf(Users.Added.Done.class));
        return Person.of(
                email, actions.tries(email, UserActions.PASSWORD).expect(200).json());
    }

    @Test
    void with_closed_registration_the_operator_adds_accounts() {
        Reply refused = actions.post(
                "/auth/register", "{\"name\":\"Eve\",\"email\":\"eve@example.org\",\"password\":\"correct horse\"}");
        assertThat(refused.verdict()).isEqualTo("403 forbidden");
        Reply policy = new HttpCaller(server.port()).ask("GET", "/auth", Optional.empty(), "");
        assertThat(policy.expect(200).json().path("registration").asText()).isEqualTo("closed");

        assertThat(actions.verdict(added("Alice"))).isEqualTo("200");
    }

    @Test
    void the_operator_resets_a_forgotten_password() {
        Person alice = added("Alice");
        try (Frames socket = actions.connects(alice)) {
            server.administer(
                    accounts -> assertThat(accounts.password(new Email(alice.email()), new Password("another horse")))
                            .isEqualTo(Administer.Done.DONE));

            assertThat(socket.closeCode()).isEqualTo(4502);
        }
        assertThat(actions.verdict(alice)).isEqualTo("401 not_authenticated");
        assertThat(actions.refreshes(alice.refreshToken()).verdict()).isEqualTo("401 not_authenticated");
        assertThat(actions.tries(alice.email(), UserActions.PASSWORD).verdict()).isEqualTo("401 bad_credentials");
        assertThat(actions.tries(alice.email(), "another horse").verdict()).isEqualTo("200");
    }

    @Test
    void a_disabled_account_is_logged_out_until_enabled() {
        Person alice = added("Alice");
        try (Frames socket = actions.connects(alice)) {
            server.administer(accounts ->
                    assertThat(accounts.disable(new Email(alice.email()))).isEqualTo(Administer.Done.DONE));

            assertThat(socket.closeCode()).isEqualTo(4502);
        }
        assertThat(actions.verdict(alice)).isEqualTo("401 not_authenticated");
        assertThat(actions.tries(alice.email(), UserActions.PASSWORD).verdict()).isEqualTo("401 bad_credentials");
        server.administer(accounts ->
                assertThat(accounts.enable(new Email(alice.email()))).isEqualTo(Administer.Done.DONE));
        assertThat(actions.tries(alice.email(), UserActions.PASSWORD).verdict()).isEqualTo("200");
    }

    @Test
    void an_account_deleted_by_the_operator_is_logged_out_and_leaves_its_groups() {
        Person alice = added("Alice");
        Person bob = added("Bob");
        String group = actions.group(alice, bob);
        try (Frames socket = actions.connects(alice)) {
            server.administer(accounts ->
                    assertThat(accounts.delete(new Email(alice.email()))).isEqualTo(Administer.Done.DONE));

            assertThat(socket.closeCode()).isEqualTo(4502);
        }
        assertThat(actions.verdict(alice)).isEqualTo("401 not_authenticated");
        assertThat(actions.tries(alice.email(), UserActions.PASSWORD).verdict()).isEqualTo("401 bad_credentials");
        // A thread of the server removes the user from the groups.
        await().untilAsserted(() -> assertThat(actions.as(bob, "GET", "/chats/" + group)
                        .expect(200)
                        .json()
                        .path("myRole")
                        .asText())
                .isEqualTo("owner"));
    }

    @Test
    void the_settings_of_origins_and_proxies_take_effect() {
        Reply named = actions.caller()
                .send(actions.caller()
                        .to("GET", "/health/live", "")
                        .header("Origin", "https://app.example")
                        .header("X-Forwarded-Proto", "https")
                        .build());
        assertThat(named.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
        assertThat(named.header("Strict-Transport-Security")).startsWith("max-age=");
        Reply other = actions.caller()
                .send(actions.caller()
                        .to("GET", "/health/live", "")
                        .header("Origin", "https://evil.example")
                        .build());
        assertThat(other.header("Access-Control-Allow-Origin")).isEmpty();
        for (int i = 0; i < 4; i++) {
            // Each attempt comes from another address, which the trusted proxy reports.
            Reply tried = actions.caller()
                    .send(actions.caller()
                            .to("POST", "/auth/login", "{\"email\":\"x@example.org\",\"password\":\"wrong\"}")
                            .header("X-Forwarded-For", "198.51.100." + i)
                            .build());
            assertThat(tried.verdict()).isEqualTo("401 bad_credentials");
        }
    }

    @Test
    void no_token_and_no_password_is_in_the_database() {
        Person alice = added("Alice");
        List<String> secrets = new ArrayList<>(List.of(UserActions.PASSWORD, alice.token(), alice.refreshToken()));
        String refreshToken = alice.refreshToken();
        for (int i = 0; i < 3; i++) {
            refreshToken = actions.refreshes(refreshToken)
                    .expect(200)
                    .json()
                    .path("refreshToken")
                    .asText();
            secrets.add(refreshToken);
            // The secret part of the token must not appear either. The other part names the device.
            secrets.add(refreshToken.substring(refreshToken.length() - 43));
        }

        List<String> kept = server.everythingKept();

        assertThat(kept.stream().filter(row -> row.contains(alice.deviceId()))).isNotEmpty();
        for (String secret : secrets) {
            assertThat(kept.stream().filter(row -> row.contains(secret))).isEmpty();
        }
    }

    @Test
    void two_concurrent_refreshes_keep_the_session() {
        Person alice = added("Alice");
        for (int round = 0; round < 5; round++) {
            String token = alice.refreshToken();
            CompletableFuture<Reply> one = CompletableFuture.supplyAsync(() -> actions.refreshes(token));
            CompletableFuture<Reply> two = CompletableFuture.supplyAsync(() -> actions.refreshes(token));
            String first = one.join().expect(200).json().path("refreshToken").asText();

            assertThat(two.join().expect(200).json().path("refreshToken").asText())
                    .isEqualTo(first);
            alice = Person.of(alice.email(), one.join().json());
        }
        assertThat(actions.verdict(alice)).isEqualTo("200");
    }
}
