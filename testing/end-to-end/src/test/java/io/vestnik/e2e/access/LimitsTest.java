package io.vestnik.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.application.limit.Limits;
import io.vestnik.e2e.LocalServer;
import io.vestnik.e2e.Setup;
import io.vestnik.e2e.access.HttpCaller.Reply;
import io.vestnik.e2e.access.MatrixUsers.Person;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Exceeds each limit from outside. Excess requests are refused with a retry time. The refusals do not undo the
/// requests that were accepted before.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitsTest {
    private static final Limits NONE = Setup.NO_RATES;

    private final LocalServer unlimited = LocalServer.start(Setup.inMemory());
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        open.clear();
    }

    @AfterAll
    void stopUnlimited() {
        unlimited.close();
    }

    private UserActions actions(Limits limits) {
        if (limits.equals(NONE)) {
            return UserActions.of(unlimited.port());
        }
        LocalServer server = LocalServer.start(Setup.inMemory().limits(limits));
        open.add(server);
        return UserActions.of(server.port());
    }

    private static void assertRefused(Reply reply) {
        assertThat(reply.verdict()).isEqualTo("429 rate_limited");
        assertThat(Integer.parseInt(reply.header("Retry-After"))).isPositive();
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void sends_beyond_the_rate_are_refused_and_accepted_ones_are_kept() {
        // The limit is one send per second after a burst of two. On a slow machine the bucket gets more permits during
        // the test, so up to six sends are accepted.
        UserActions actions = actions(new Limits(200, 1, 0, 0, 0, 0, 0, 0, 0, 1 << 20));
        Person alice = actions.registers("Alice");
        Person bob = actions.registers("Bob");
        String chat = actions.directChat(alice, bob);
        Frames socket = actions.connects(alice);
        open.add(socket);
        List<String> frames = IntStream.range(0, 12)
                .mapToObj(i -> UserActions.send(chat, i, "m" + i))
                .toList();
        frames.forEach(socket::say);
        Map<Integer, JsonNode> answers = new TreeMap<>();
        while (answers.size() < frames.size()) {
            JsonNode answer = socket.next(frame -> frame.has("ref"));
            answers.put(answer.path("ref").asInt(), answer);
        }

        List<String> accepted = new ArrayList<>();
        List<Integer> refused = new ArrayList<>();
        answers.forEach((ref, answer) -> {
            if (answer.path("type").asText().equals("sent")) {
                // After a refused send, no later send may be accepted.
                assertThat(refused).isEmpty();
                accepted.add(answer.path("message").path("text").asText());
            } else {
                assertThat(answer.path("code").asText()).isEqualTo("rate_limited");
                assertThat(answer.path("retryable").asBoolean()).isTrue();
                assertThat(answer.path("retryAfterMs").asLong()).isGreaterThanOrEqualTo(1_000);
                refused.add(ref);
            }
        });
        assertThat(accepted).hasSizeBetween(2, 6);
        assertThat(texts(actions, bob, chat)).isEqualTo(accepted);

        assertRefused(await().atMost(Duration.ofSeconds(20))
                .until(() -> actions.writes(alice, chat, "over HTTP"), reply -> reply.status() == 429));

        // The first refused message is sent again until it is accepted. It is stored once.
        List<String> before = texts(actions, bob, chat);
        String first = frames.get(refused.getFirst());
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(400))
                .until(() -> {
                    socket.say(first);
                    return socket.next(frame -> frame.path("ref").asInt(-1) == refused.getFirst())
                            .path("type")
                            .asText()
                            .equals("sent");
                });
        List<String> after = new ArrayList<>(before);
        after.add("m" + refused.getFirst());
        assertThat(texts(actions, bob, chat)).isEqualTo(after);
    }

    private static List<String> texts(UserActions actions, Person reader, String chat) {
        return actions.as(reader, "GET", "/history/" + chat + "?limit=200")
                .expect(200)
                .json()
                .path("items")
                .findValuesAsText("text");
    }

    @Test
    void failed_logins_are_limited_without_ending_sessions() {
        UserActions actions = actions(new Limits(200, 0, 2, 0, 0, 0, 0, 0, 0, 1 << 20));
        Person alice = actions.registers("Alice");
        for (int i = 0; i < 30; i++) {
            actions.again(alice);
        }
        for (int i = 0; i < 2; i++) {
            assertThat(actions.tries(alice.email(), "a wrong one").verdict()).isEqualTo("401 bad_credentials");
        }

        assertRefused(actions.tries(alice.email(), "a wrong one"));
        assertRefused(actions.tries(alice.email(), UserActions.PASSWORD));
        assertThat(actions.verdict(alice)).isEqualTo("200");
        assertRefused(actions.as(alice, "DELETE", "/users/me", "{\"password\":\"" + UserActions.PASSWORD + "\"}"));
        assertRefused(actions.as(
                alice, "PUT", "/users/me/password", "{\"current\":\"a wrong one\",\"new\":\"another horse\"}"));
        // The limit of an address is three times the limit of an account. It counts the failures with all emails,
        // whether they have an account or not.
        for (int i = 0; i < 4; i++) {
            assertThat(actions.tries("unknown" + i + "@example.org", "a wrong one")
                            .verdict())
                    .isEqualTo("401 bad_credentials");
        }
        assertRefused(actions.tries("unknown@example.org", "a wrong one"));
    }

    @Test
    void registrations_are_limited_by_address() {
        UserActions actions = actions(new Limits(200, 0, 0, 2, 0, 0, 0, 0, 0, 1 << 20));
        Person alice = actions.registers("Alice");
        actions.registers("Bob");

        assertRefused(actions.post(
                "/auth/register", "{\"name\":\"Eve\",\"email\":\"eve@example.org\",\"password\":\"correct horse\"}"));
        assertThat(actions.verdict(alice)).isEqualTo("200");
        actions.again(alice);
    }

    @Test
    void requests_are_limited_by_address_except_health_checks() {
        UserActions actions = actions(new Limits(200, 0, 0, 0, 2, 0, 0, 0, 0, 1 << 20));

        Reply refused = await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> actions.caller().ask("GET", "/users/me", Optional.empty(), ""),
                        reply -> reply.status() == 429);

        assertRefused(refused);
        for (int i = 0; i < 20; i++) {
            assertThat(actions.caller()
                            .ask("GET", "/health/live", Optional.empty(), "")
                            .status())
                    .isEqualTo(200);
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> actions.caller()
                                .ask("GET", "/users/me", Optional.empty(), "")
                                .status()
                        == 401);
    }

    @Test
    void new_direct_chats_are_limited_per_user_and_existing_are_not() {
        UserActions actions = actions(new Limits(200, 0, 0, 0, 0, 2, 0, 0, 0, 1 << 20));
        Person alice = actions.registers("Alice");
        Person bob = actions.registers("Bob");
        Person carol = actions.registers("Carol");
        Person dave = actions.registers("Dave");
        String chat = actions.directChat(alice, bob);
        actions.directChat(alice, carol);

        assertRefused(actions.as(alice, "POST", "/chats", "{\"kind\":\"direct\",\"userId\":\"" + dave.id() + "\"}"));
        assertThat(actions.as(alice, "POST", "/chats", "{\"kind\":\"direct\",\"userId\":\"" + bob.id() + "\"}")
                        .expect(200)
                        .json()
                        .path("id")
                        .asText())
                .isEqualTo(chat);
        actions.directChat(dave, alice);
    }

    @Test
    void searches_for_users_are_limited_per_user() {
        UserActions actions = actions(new Limits(200, 0, 0, 0, 0, 0, 2, 0, 0, 1 << 20));
        Person alice = actions.registers("Alice");
        Person bob = actions.registers("Bob");
        actions.as(alice, "GET", "/users?query=bob").expect(200);
        actions.as(alice, "GET", "/users?query=bob").expect(200);

        assertRefused(actions.as(alice, "GET", "/users?query=bob"));
        actions.as(bob, "GET", "/users?query=ali").expect(200);
        actions.as(alice, "GET", "/users/" + bob.id()).expect(200);
    }

    @Test
    void a_connection_beyond_the_limit_replaces_the_oldest() {
        UserActions actions = actions(new Limits(200, 0, 0, 0, 0, 0, 0, 2, 0, 1 << 20));
        Person alice = actions.registers("Alice");
        Frames oldest = actions.connects(alice);
        open.add(oldest);
        Frames second = actions.connects(alice);
        open.add(second);
        Frames third = actions.connects(actions.again(alice));
        open.add(third);

        assertThat(oldest.closeCode()).isEqualTo(4504);
        for (Frames socket : List.of(second, third)) {
            socket.say("{\"type\":\"ping\",\"ref\":1}");
            socket.next(frame -> frame.path("type").asText().equals("pong"));
        }
    }

    @Test
    void unauthenticated_connections_are_limited_by_address() {
        UserActions actions = actions(new Limits(200, 0, 0, 0, 0, 0, 0, 0, 2, 1 << 20));
        Person alice = actions.registers("Alice");
        Frames waiting = new Frames(actions.caller());
        open.add(waiting);
        open.add(new Frames(actions.caller()));

        Reply refused =
                await().atMost(Duration.ofSeconds(20)).until(() -> handshake(actions), reply -> reply.status() == 429);
        assertThat(refused.code()).isEqualTo("rate_limited");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();

        waiting.say(Frames.hello(alice.token()));
        waiting.next(frame -> frame.path("type").asText().equals("live"));
        open.add(actions.connects(alice));
    }

    /// Returns the answer to a refused handshake; its status is 101 if the handshake is accepted.
    private Reply handshake(UserActions actions) {
        try {
            open.add(new Frames(actions.caller()));
            return new Reply(101, new byte[0], java.net.http.HttpHeaders.of(java.util.Map.of(), (a, b) -> true));
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                var response = refused.getResponse();
                byte[] body = response.body() instanceof byte[] bytes
                        ? bytes
                        : String.valueOf(response.body()).getBytes(java.nio.charset.StandardCharsets.UTF_8);
                return new Reply(response.statusCode(), body, response.headers());
            }
            return Assertions.fail("no handshake", e);
        }
    }

    @Test
    void the_65th_device_revokes_the_one_last_seen_longest_ago() {
        UserActions actions = actions(NONE);
        Person first = actions.registers("Alice");
        Person last = first;
        for (int i = 0; i < 64; i++) {
            last = actions.again(first);
        }

        assertThat(actions.verdict(first)).isEqualTo("401 not_authenticated");
        assertThat(actions.as(last, "GET", "/devices").expect(200).json().path("items"))
                .hasSize(64);
    }

    @Test
    void a_flood_of_frames_closes_only_its_connection() {
        UserActions actions = actions(new Limits(200, 1, 0, 0, 0, 0, 0, 0, 0, 1 << 20));
        Person alice = actions.registers("Alice");
        Frames calm = actions.connects(alice);
        open.add(calm);
        Frames flooding = actions.connects(alice);
        open.add(flooding);
        for (int i = 0; i < 5_000 && !flooding.isClosed(); i++) {
            try {
                flooding.say("{\"type\":\"ping\",\"ref\":1}");
            } catch (CompletionException e) {
                // The server closed the connection during the write.
                break;
            }
        }

        assertThat(flooding.closeCode()).isEqualTo(4503);
        calm.say("{\"type\":\"ping\",\"ref\":1}");
        calm.next(frame -> frame.path("type").asText().equals("pong"));
    }

    @Test
    void a_group_never_exceeds_its_member_limit() {
        UserActions actions = actions(new Limits(3, 0, 0, 0, 0, 0, 0, 0, 0, 1 << 20));
        Person alice = actions.registers("Alice");
        Person bob = actions.registers("Bob");
        Person carol = actions.registers("Carol");
        Person dave = actions.registers("Dave");
        String group = actions.group(alice, bob, carol);

        assertThat(actions.as(alice, "POST", "/chats/" + group + "/members", "{\"userIds\":[\"" + dave.id() + "\"]}")
                        .verdict())
                .isEqualTo("409 group_full");
        String four = String.format(
                Locale.ROOT,
                "{\"kind\":\"group\",\"title\":\"Four\",\"memberIds\":[\"%s\",\"%s\",\"%s\"]}",
                bob.id(),
                carol.id(),
                dave.id());
        assertThat(actions.as(alice, "POST", "/chats", four).verdict()).isEqualTo("409 group_full");
    }

    @ParameterizedTest
    @CsvSource({
        "name, 1, 64",
        "title, 1, 128",
        "username, 5, 32",
        "password, 8, 128",
        "text, 1, 4096",
    })
    void a_text_longer_than_its_limit_is_refused_by_field(String field, int min, int max) {
        UserActions actions = actions(NONE);
        Person alice = actions.registers("Alice");
        String group = actions.group(alice);

        assertThat(written(actions, alice, group, field, "a".repeat(min))).isIn(200, 201);
        assertThat(written(actions, alice, group, field, "b".repeat(max))).isIn(200, 201);
        assertThat(written(actions, alice, group, field, "c".repeat(min - 1))).isEqualTo(400);
        assertThat(written(actions, alice, group, field, "d".repeat(max + 1))).isEqualTo(400);
    }

    private static int written(UserActions actions, Person person, String group, String field, String value) {
        return switch (field) {
            case "name", "username" ->
                actions.as(person, "PATCH", "/users/me", String.format(Locale.ROOT, "{\"%s\":\"%s\"}", field, value))
                        .status();
            case "title" ->
                actions.as(person, "PATCH", "/chats/" + group, "{\"title\":\"" + value + "\"}")
                        .status();
            case "password" ->
                actions.post(
                                "/auth/register",
                                String.format(
                                        Locale.ROOT,
                                        "{\"name\":\"Eve\",\"email\":\"%s@example.org\",\"password\":\"%s\"}",
                                        UUID.randomUUID(),
                                        value))
                        .status();
            default -> actions.writes(person, group, value).status();
        };
    }

    @Test
    void a_too_large_body_or_frame_is_refused_on_an_open_connection() {
        UserActions actions = actions(NONE);
        Person alice = actions.registers("Alice");
        String group = actions.group(alice);
        String large = "x".repeat(64 * 1024);

        assertThat(actions.writes(alice, group, large).verdict()).isEqualTo("413 payload_too_large");
        Frames socket = actions.connects(alice);
        open.add(socket);
        socket.say(UserActions.send(group, 7, large));
        assertThat(socket.next(frame -> frame.path("type").asText().equals("error"))
                        .path("code")
                        .asText())
                .isEqualTo("payload_too_large");
        socket.say(UserActions.send(group, 8, "smaller"));
        assertThat(socket.next(frame -> frame.path("ref").asInt() == 8)
                        .path("type")
                        .asText())
                .isEqualTo("sent");
        Frames connecting = new Frames(actions.caller());
        open.add(connecting);
        connecting.say("{\"type\":\"hello\",\"v\":1,\"token\":\"" + "x".repeat(1024 * 1024) + "\"}");
        assertThat(connecting.closeCode()).isEqualTo(4500);
    }
}
