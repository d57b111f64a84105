package io.vestnik.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.contracts.SteppingClock;
import io.vestnik.e2e.LocalServer;
import io.vestnik.e2e.Setup;
import io.vestnik.e2e.access.MatrixUsers.Person;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The end of a session takes effect everywhere immediately: on its sockets, its access token and its refresh token.
/// The server under test never checks for ended devices by itself, so only the tested event can close a socket.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndedSessionsTest {
    private static final String OUT = "401 not_authenticated";

    private final SteppingClock clock = new SteppingClock(Instant.now());
    private final LocalServer server = LocalServer.start(Setup.inMemory().clock(clock));
    private final UserActions actions = UserActions.of(server.port());

    @AfterAll
    void stop() {
        server.close();
    }

    /// Ends the session of `goes`. The call may be made by `stays`, which is the same user on another device.
    private interface Doing {
        void happens(Person stays, Person goes);
    }

    /// @param code the close code of the sockets of the ended session
    /// @param token the answer to a request with the access token after the end
    /// @param refreshed the answer to a request with the refresh token after the end
    record RevocationCase(String name, Doing doing, int code, String token, String refreshed) {
        @Override
        public String toString() {
            return name;
        }
    }

    Stream<RevocationCase> revocations() {
        return Stream.of(
                new RevocationCase(
                        "revoked from another device",
                        (stays, goes) -> actions.as(stays, "DELETE", "/devices/" + goes.deviceId())
                                .expect(204),
                        4502,
                        OUT,
                        OUT),
                new RevocationCase(
                        "logged out",
                        (stays, goes) ->
                                actions.as(goes, "POST", "/auth/logout").expect(204),
                        4502,
                        OUT,
                        OUT),
                new RevocationCase(
                        "password changed on another device", (stays, goes) -> changePassword(stays), 4502, OUT, OUT),
                new RevocationCase(
                        "a used refresh token used again", (stays, goes) -> reuse(goes), 4502, OUT, "401 token_reused"),
                new RevocationCase(
                        "logged in again on the same device",
                        (stays, goes) -> actions.onTheSameDevice(goes),
                        4001,
                        "401 token_expired",
                        OUT));
    }

    private void changePassword(Person stays) {
        String body = String.format(
                Locale.ROOT, "{\"current\":\"%s\",\"new\":\"%s\"}", UserActions.PASSWORD, "another horse");
        actions.as(stays, "PUT", "/users/me/password", body).expect(204);
    }

    private void reuse(Person goes) {
        String second = actions.refreshes(goes.refreshToken())
                .expect(200)
                .json()
                .path("refreshToken")
                .asText();
        actions.refreshes(second).expect(200);
        assertThat(actions.refreshes(goes.refreshToken()).verdict()).isEqualTo("401 token_reused");
    }

    @ParameterizedTest
    @MethodSource("revocations")
    void a_session_ends_everywhere_without_affecting_other_devices(RevocationCase revocation) {
        Person stays = actions.registers("Alice");
        Person goes = actions.again(stays);
        try (Frames staying = actions.connects(stays);
                Frames first = actions.connects(goes);
                Frames second = actions.connects(goes)) {
            assertThat(actions.verdict(goes)).isEqualTo("200");

            revocation.doing().happens(stays, goes);

            assertThat(actions.verdict(goes)).isEqualTo(revocation.token());
            assertThat(first.closeCode()).isEqualTo(revocation.code());
            assertThat(second.closeCode()).isEqualTo(revocation.code());
            assertThat(actions.refreshes(goes.refreshToken()).verdict()).isEqualTo(revocation.refreshed());
            try (Frames late = new Frames(actions.caller())) {
                late.say(Frames.hello(goes.token()));
                assertThat(late.closeCode()).isEqualTo(revocation.code());
            }
            assertThat(actions.verdict(stays)).isEqualTo("200");
            assertAnswers(staying);
            assertThat(actions.refreshes(stays.refreshToken()).verdict()).isEqualTo("200");
        }
    }

    @Test
    void a_deleted_account_is_logged_out_on_all_devices() {
        Person alice = actions.registers("Alice");
        Person other = actions.again(alice);
        try (Frames here = actions.connects(alice);
                Frames there = actions.connects(other)) {
            actions.as(alice, "DELETE", "/users/me", "{\"password\":\"" + UserActions.PASSWORD + "\"}")
                    .expect(204);

            assertThat(here.closeCode()).isEqualTo(4502);
            assertThat(there.closeCode()).isEqualTo(4502);
            assertThat(actions.verdict(alice)).isEqualTo(OUT);
            assertThat(actions.verdict(other)).isEqualTo(OUT);
            assertThat(actions.refreshes(other.refreshToken()).verdict()).isEqualTo(OUT);
            assertThat(actions.tries(alice.email(), UserActions.PASSWORD).verdict())
                    .isEqualTo("401 bad_credentials");
        }
    }

    @Test
    void a_login_on_the_same_device_keeps_its_id() {
        Person before = actions.registers("Alice");
        Person after = actions.onTheSameDevice(before);

        assertThat(after.deviceId()).isEqualTo(before.deviceId());
        try (Frames socket = actions.connects(after)) {
            assertThat(actions.as(after, "GET", "/devices").expect(200).json().path("items"))
                    .hasSize(1);
            assertAnswers(socket);
        }
    }

    @Test
    void a_login_does_not_continue_another_users_device() {
        Person alice = actions.registers("Alice");
        Person bob = actions.registers("Bob");
        String body = String.format(
                Locale.ROOT,
                "{\"email\":\"%s\",\"password\":\"%s\",\"device\":{\"id\":\"%s\"}}",
                bob.email(),
                UserActions.PASSWORD,
                alice.deviceId());

        assertThat(actions.post("/auth/login", body)
                        .expect(200)
                        .json()
                        .path("deviceId")
                        .asText())
                .isNotEqualTo(alice.deviceId());
        assertThat(actions.verdict(alice)).isEqualTo("200");
    }

    @Test
    void a_connection_lasts_until_its_latest_token_expires() {
        Person alice = actions.registers("Alice");
        try (Frames renewed = actions.connects(alice);
                Frames forgotten = actions.connects(alice)) {
            clock.step(Duration.ofMinutes(10));
            Person fresh = Person.of(
                    alice.email(),
                    actions.refreshes(alice.refreshToken()).expect(200).json());
            renewed.say("{\"type\":\"auth\",\"ref\":7,\"token\":\"" + fresh.token() + "\"}");
            assertThat(renewed.next(frame -> frame.path("ref").asInt() == 7)
                            .path("type")
                            .asText())
                    .isEqualTo("ok");
            clock.step(Duration.ofMinutes(5).plusSeconds(1));

            assertThat(forgotten.closeCode()).isEqualTo(4001);
            assertThat(actions.verdict(alice)).isEqualTo("401 token_expired");
            assertThat(actions.verdict(fresh)).isEqualTo("200");
            assertAnswers(renewed);
        }
    }

    @Test
    void devices_are_listed_and_revoked_only_by_their_owner() {
        Person alice = actions.registers("Alice");
        Person bob = actions.registers("Bob");
        String body = String.format(
                Locale.ROOT,
                "{\"email\":\"%s\",\"password\":\"%s\",\"device\":{\"name\":\"Кухня\"}}",
                alice.email(),
                UserActions.PASSWORD);
        Person kitchen = Person.of(
                alice.email(), actions.post("/auth/login", body).expect(200).json());

        var devices = actions.as(kitchen, "GET", "/devices").expect(200).json().path("items");

        assertThat(devices).hasSize(2);
        assertThat(devices.findValuesAsText("id")).containsExactlyInAnyOrder(alice.deviceId(), kitchen.deviceId());
        devices.forEach(device -> {
            boolean current = device.path("id").asText().equals(kitchen.deviceId());
            assertThat(device.path("current").asBoolean()).isEqualTo(current);
            assertThat(device.path("name").asText()).isEqualTo(current ? "Кухня" : "Unknown device");
            assertThat(Instant.parse(device.path("lastSeenAt").asText()))
                    .isAfterOrEqualTo(Instant.parse(device.path("createdAt").asText()));
        });
        assertThat(actions.as(bob, "DELETE", "/devices/" + kitchen.deviceId()).verdict())
                .isEqualTo("404 device_not_found");
        assertThat(actions.verdict(kitchen)).isEqualTo("200");
    }

    private static void assertAnswers(Frames socket) {
        assertThat(socket.isClosed()).isFalse();
        socket.say("{\"type\":\"ping\",\"ref\":99}");
        assertThat(socket.next(frame -> frame.path("ref").asInt() == 99)
                        .path("type")
                        .asText())
                .isEqualTo("pong");
    }

    @Test
    void a_logout_does_not_affect_other_users() {
        Person alice = actions.registers("Alice");
        Person bob = actions.registers("Bob");
        actions.as(alice, "POST", "/auth/logout").expect(204);

        assertThat(actions.verdict(bob)).isEqualTo("200");
        assertThat(actions.caller()
                        .ask("POST", "/auth/logout", Optional.of(alice.token()), "")
                        .verdict())
                .isEqualTo(OUT);
    }
}
