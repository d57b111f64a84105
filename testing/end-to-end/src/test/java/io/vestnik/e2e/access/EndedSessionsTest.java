package io.vestnik.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.contracts.SteppingClock;
import io.vestnik.e2e.LocalServer;
import io.vestnik.e2e.Setup;
import io.vestnik.e2e.access.Cast.Person;
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
    private final Door door = Door.of(server.port());

    @AfterAll
    void stop() {
        server.close();
    }

    /// Ends the session of `goes`. `stays`, the same user on another device, does this.
    private interface Doing {
        void happens(Person stays, Person goes);
    }

    /// @param code the close code of the sockets of the ended session
    /// @param token the answer to a request with the access token after the end
    /// @param refreshed the answer to a request with the refresh token after the end
    record Ending(String name, Doing doing, int code, String token, String refreshed) {
        @Override
        public String toString() {
            return name;
        }
    }

    Stream<Ending> endings() {
        return Stream.of(
                new Ending(
                        "revoked from another device",
                        (stays, goes) -> door.as(stays, "DELETE", "/devices/" + goes.deviceId())
                                .expect(204),
                        4502,
                        OUT,
                        OUT),
                new Ending(
                        "logged out",
                        (stays, goes) -> door.as(goes, "POST", "/auth/logout").expect(204),
                        4502,
                        OUT,
                        OUT),
                new Ending(
                        "password changed on another device", (stays, goes) -> changePassword(stays), 4502, OUT, OUT),
                new Ending(
                        "a used refresh token used again", (stays, goes) -> reuse(goes), 4502, OUT, "401 token_reused"),
                new Ending(
                        "logged in again on the same device",
                        (stays, goes) -> door.onTheSameDevice(goes),
                        4001,
                        "401 token_expired",
                        OUT));
    }

    private void changePassword(Person stays) {
        String body = String.format(Locale.ROOT, "{\"current\":\"%s\",\"new\":\"%s\"}", Door.PASSWORD, "another horse");
        door.as(stays, "PUT", "/users/me/password", body).expect(204);
    }

    private void reuse(Person goes) {
        String second = door.refreshes(goes.refreshToken())
                .expect(200)
                .json()
                .path("refreshToken")
                .asText();
        door.refreshes(second).expect(200);
        assertThat(door.refreshes(goes.refreshToken()).verdict()).isEqualTo("401 token_reused");
    }

    @ParameterizedTest
    @MethodSource("endings")
    void a_session_ends_everywhere_without_affecting_other_devices(Ending ending) {
        Person stays = door.registers("Alice");
        Person goes = door.again(stays);
        try (Frames staying = door.connects(stays);
                Frames first = door.connects(goes);
                Frames second = door.connects(goes)) {
            assertThat(door.verdict(goes)).isEqualTo("200");

            ending.doing().happens(stays, goes);

            assertThat(door.verdict(goes)).isEqualTo(ending.token());
            assertThat(first.closeCode()).isEqualTo(ending.code());
            assertThat(second.closeCode()).isEqualTo(ending.code());
            assertThat(door.refreshes(goes.refreshToken()).verdict()).isEqualTo(ending.refreshed());
            try (Frames late = new Frames(door.asker())) {
                late.say(Frames.hello(goes.token()));
                assertThat(late.closeCode()).isEqualTo(ending.code());
            }
            assertThat(door.verdict(stays)).isEqualTo("200");
            assertAnswers(staying);
            assertThat(door.refreshes(stays.refreshToken()).verdict()).isEqualTo("200");
        }
    }

    @Test
    void a_deleted_account_is_logged_out_on_all_devices() {
        Person alice = door.registers("Alice");
        Person other = door.again(alice);
        try (Frames here = door.connects(alice);
                Frames there = door.connects(other)) {
            door.as(alice, "DELETE", "/users/me", "{\"password\":\"" + Door.PASSWORD + "\"}")
                    .expect(204);

            assertThat(here.closeCode()).isEqualTo(4502);
            assertThat(there.closeCode()).isEqualTo(4502);
            assertThat(door.verdict(alice)).isEqualTo(OUT);
            assertThat(door.verdict(other)).isEqualTo(OUT);
            assertThat(door.refreshes(other.refreshToken()).verdict()).isEqualTo(OUT);
            assertThat(door.tries(alice.email(), Door.PASSWORD).verdict()).isEqualTo("401 bad_credentials");
        }
    }

    @Test
    void a_login_on_the_same_device_keeps_its_id() {
        Person before = door.registers("Alice");
        Person after = door.onTheSameDevice(before);

        assertThat(after.deviceId()).isEqualTo(before.deviceId());
        try (Frames socket = door.connects(after)) {
            assertThat(door.as(after, "GET", "/devices").expect(200).json().path("items"))
                    .hasSize(1);
            assertAnswers(socket);
        }
    }

    @Test
    void a_login_does_not_continue_another_users_device() {
        Person alice = door.registers("Alice");
        Person bob = door.registers("Bob");
        String body = String.format(
                Locale.ROOT,
                "{\"email\":\"%s\",\"password\":\"%s\",\"device\":{\"id\":\"%s\"}}",
                bob.email(),
                Door.PASSWORD,
                alice.deviceId());

        assertThat(door.post("/auth/login", body)
                        .expect(200)
                        .json()
                        .path("deviceId")
                        .asText())
                .isNotEqualTo(alice.deviceId());
        assertThat(door.verdict(alice)).isEqualTo("200");
    }

    @Test
    void a_connection_lasts_until_its_latest_token_expires() {
        Person alice = door.registers("Alice");
        try (Frames renewed = door.connects(alice);
                Frames forgotten = door.connects(alice)) {
            clock.step(Duration.ofMinutes(10));
            Person fresh = Person.of(
                    alice.email(),
                    door.refreshes(alice.refreshToken()).expect(200).json());
            renewed.say("{\"type\":\"auth\",\"ref\":7,\"token\":\"" + fresh.token() + "\"}");
            assertThat(renewed.next(frame -> frame.path("ref").asInt() == 7)
                            .path("type")
                            .asText())
                    .isEqualTo("ok");
            clock.step(Duration.ofMinutes(5).plusSeconds(1));

            assertThat(forgotten.closeCode()).isEqualTo(4001);
            assertThat(door.verdict(alice)).isEqualTo("401 token_expired");
            assertThat(door.verdict(fresh)).isEqualTo("200");
            assertAnswers(renewed);
        }
    }

    @Test
    void devices_are_listed_and_revoked_only_by_their_owner() {
        Person alice = door.registers("Alice");
        Person bob = door.registers("Bob");
        String body = String.format(
                Locale.ROOT,
                "{\"email\":\"%s\",\"password\":\"%s\",\"device\":{\"name\":\"Кухня\"}}",
                alice.email(),
                Door.PASSWORD);
        Person kitchen = Person.of(
                alice.email(), door.post("/auth/login", body).expect(200).json());

        var devices = door.as(kitchen, "GET", "/devices").expect(200).json().path("items");

        assertThat(devices).hasSize(2);
        assertThat(devices.findValuesAsText("id")).containsExactlyInAnyOrder(alice.deviceId(), kitchen.deviceId());
        devices.forEach(device -> {
            boolean current = device.path("id").asText().equals(kitchen.deviceId());
            assertThat(device.path("current").asBoolean()).isEqualTo(current);
            assertThat(device.path("name").asText()).isEqualTo(current ? "Кухня" : "Unknown device");
            assertThat(Instant.parse(device.path("lastSeenAt").asText()))
                    .isAfterOrEqualTo(Instant.parse(device.path("createdAt").asText()));
        });
        assertThat(door.as(bob, "DELETE", "/devices/" + kitchen.deviceId()).verdict())
                .isEqualTo("404 device_not_found");
        assertThat(door.verdict(kitchen)).isEqualTo("200");
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
        Person alice = door.registers("Alice");
        Person bob = door.registers("Bob");
        door.as(alice, "POST", "/auth/logout").expect(204);

        assertThat(door.verdict(bob)).isEqualTo("200");
        assertThat(door.asker()
                        .ask("POST", "/auth/logout", Optional.of(alice.token()), "")
                        .verdict())
                .isEqualTo(OUT);
    }
}
