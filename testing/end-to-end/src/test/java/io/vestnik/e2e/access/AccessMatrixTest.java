package io.vestnik.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestnik.e2e.LocalServer;
import io.vestnik.e2e.Setup;
import io.vestnik.e2e.access.HttpCaller.Reply;
import io.vestnik.e2e.access.MatrixUsers.CallerRole;
import io.vestnik.wire.json.Json;
import io.vestnik.wire.json.MalformedJsonException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The access rights of every endpoint and every frame for every role. A test fails if an endpoint or a frame has no
/// row.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessMatrixTest {
    private static final String HIDDEN = "404 chat_not_found";
    private static final String NO = "403 forbidden";
    private static final String OUT = "401 not_authenticated";

    private final LocalServer server = LocalServer.start(Setup.inMemory());
    private final HttpCaller caller = new HttpCaller(server.port());
    private final MatrixUsers users = new MatrixUsers(caller);

    /// An endpoint and its answer for each role.
    ///
    /// @param expected the answers for owner, admin, member, stranger and removed member, in this order; a single
    ///     answer is for all of them
    /// @param open whether the endpoint is also open without a valid token
    record Endpoint(String method, String path, String body, List<String> expected, boolean open) {
        String expected(CallerRole role) {
            return switch (role) {
                case OWNER, ADMIN, MEMBER, STRANGER, REMOVED ->
                    expected.get(expected.size() == 1 ? 0 : MatrixUsers.ROLES.indexOf(role));
                case REVOKED, DELETED, ANONYMOUS -> open ? expected.getFirst() : OUT;
            };
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    static List<Endpoint> endpoints() {
        return List.of(
                open("GET", "/auth", "", "200"),
                open("POST", "/auth/register", "{}", "400 invalid_request"),
                open("POST", "/auth/login", "{}", "400 invalid_request"),
                open("POST", "/auth/refresh", "{\"refreshToken\":\"x\"}", OUT),
                own("POST", "/auth/logout", "", "204"),
                own("GET", "/users/me", "", "200"),
                own("PATCH", "/users/me", "{\"name\":\"Another\"}", "200"),
                own(
                        "PUT",
                        "/users/me/password",
                        "{\"current\":\"wrong\",\"new\":\"long enough\"}",
                        "401 bad_credentials"),
                own("DELETE", "/users/me", "{\"password\":\"wrong\"}", "401 bad_credentials"),
                own("GET", "/users", "", "400 invalid_request"),
                own("GET", "/users/{userId}", "", "200"),
                own("GET", "/devices", "", "200"),
                own("DELETE", "/devices/{deviceId}", "", "404 device_not_found"),
                own("POST", "/chats", "{\"kind\":\"group\",\"title\":\"Mine\",\"memberIds\":[]}", "201"),
                own("GET", "/chats", "", "200"),
                chat("GET", "/chats/{chatId}", "", "200", "200", "200"),
                chat("PATCH", "/chats/{chatId}", "{\"title\":\"Another\"}", "200", "200", NO),
                chat("DELETE", "/chats/{chatId}", "", "204", NO, NO),
                chat("GET", "/chats/{chatId}/members", "", "200", "200", "200"),
                chat("POST", "/chats/{chatId}/members", "{\"userIds\":[\"{newcomer}\"]}", "200", "200", NO),
                chat("PATCH", "/chats/{chatId}/members/{userId}", "{\"role\":\"admin\"}", "200", NO, NO),
                chat("DELETE", "/chats/{chatId}/members/{userId}", "", "204", "204", NO),
                chat("POST", "/chats/{chatId}/messages", "{\"text\":\"hi\"}", "201", "201", "201"),
                chat("GET", "/chats/{chatId}/messages", "", "200", "200", "200"),
                chat("GET", "/chats/{chatId}/messages/{id}", "", "200", "200", "200"),
                chat("PATCH", "/chats/{chatId}/messages/{id}", "{\"text\":\"edited\"}", "200", NO, NO),
                chat("DELETE", "/chats/{chatId}/messages/{id}", "", "204", "204", NO),
                chat("GET", "/chats/{chatId}/messages/{id}/readers", "", "200", "200", "200"),
                chat("PUT", "/chats/{chatId}/read", "{\"upTo\":1}", "200", "200", "200"),
                chat("GET", "/chats/{chatId}/changes", "", "200", "200", "200"),
                chat("GET", "/history/{chatId}", "", "200", "200", "200"),
                open("GET", "/health/live", "", "200"),
                open("GET", "/health/ready", "", "200"),
                open("GET", "/metrics", "", "200"),
                open("GET", "/openapi.json", "", "200"),
                open("GET", "/asyncapi.json", "", "200"),
                open("GET", "/docs", "", "200"));
    }

    private static Endpoint open(String method, String path, String body, String expected) {
        return new Endpoint(method, path, body, List.of(expected), true);
    }

    private static Endpoint own(String method, String path, String body, String expected) {
        return new Endpoint(method, path, body, List.of(expected), false);
    }

    private static Endpoint chat(String method, String path, String body, String owner, String admin, String member) {
        return new Endpoint(method, path, body, List.of(owner, admin, member, HIDDEN, HIDDEN), false);
    }

    /// A frame and its answer for each role: the type of the answer, or the code of the error.
    record Frame(String type, String body, List<String> expected) {
        String expected(CallerRole role) {
            return expected.get(expected.size() == 1 ? 0 : MatrixUsers.ROLES.indexOf(role));
        }

        @Override
        public String toString() {
            return type;
        }
    }

    static List<Frame> frames() {
        String hidden = "chat_not_found";
        return List.of(
                new Frame("hello", "", List.of("error invalid_request")),
                new Frame(
                        "send",
                        "\"chatId\":\"{chatId}\",\"key\":\"{key}\",\"text\":\"hi\"",
                        List.of("sent", "sent", "sent", "error " + hidden, "error " + hidden)),
                new Frame(
                        "edit",
                        "\"chatId\":\"{chatId}\",\"id\":1,\"text\":\"edited\"",
                        List.of("ok", "error forbidden", "error forbidden", "error " + hidden, "error " + hidden)),
                new Frame(
                        "delete",
                        "\"chatId\":\"{chatId}\",\"id\":1",
                        List.of("ok", "ok", "error forbidden", "error " + hidden, "error " + hidden)),
                new Frame(
                        "read",
                        "\"chatId\":\"{chatId}\",\"upTo\":1",
                        List.of("ok", "ok", "ok", "error " + hidden, "error " + hidden)),
                new Frame("typing", "\"chatId\":\"{chatId}\"", List.of("pong")),
                new Frame("auth", "\"token\":\"{token}\"", List.of("ok")),
                new Frame("ping", "", List.of("pong")));
    }

    /// Returns the body of a problem without its request id.
    static String withoutRequestId(Reply reply) {
        ObjectNode problem = (ObjectNode) reply.json();
        problem.remove("requestId");
        return problem.toString();
    }

    @BeforeAll
    void end() {
        users.end();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void an_endpoint_answers_each_role_as_in_the_matrix(Endpoint endpoint) {
        List<String> wrong = new ArrayList<>();
        for (CallerRole role : CallerRole.values()) {
            String chatId = users.group();
            Optional<String> token = endpoint.path().equals("/auth/logout")
                            && endpoint.expected(role).equals("204")
                    ? Optional.of(users.again(role).token())
                    : users.token(role);
            String path = endpoint.path()
                    .replace("{chatId}", chatId)
                    .replace("{userId}", users.target().id())
                    .replace("{deviceId}", users.target().deviceId())
                    .replace("{id}", "1");
            String body = endpoint.body().replace("{newcomer}", users.newcomer().id());
            String query = path.endsWith("/changes") ? "?after=0" : "";
            String verdict =
                    caller.ask(endpoint.method(), path + query, token, body).verdict();
            if (!verdict.equals(endpoint.expected(role))) {
                wrong.add(String.format(Locale.ROOT, "%s: %s instead of %s", role, verdict, endpoint.expected(role)));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("frames")
    void a_frame_is_answered_for_each_role_as_in_the_matrix(Frame frame) {
        List<String> wrong = new ArrayList<>();
        for (CallerRole role : List.of(
                CallerRole.OWNER, CallerRole.ADMIN, CallerRole.MEMBER, CallerRole.STRANGER, CallerRole.REMOVED)) {
            String token = users.token(role).orElseThrow();
            String body = frame.body()
                    .replace("{chatId}", users.group())
                    .replace("{token}", token)
                    .replace("{key}", UUID.randomUUID().toString());
            try (Frames socket = Frames.live(caller, token)) {
                socket.say(String.format(
                        Locale.ROOT, "{\"type\":\"%s\",\"ref\":7%s}", frame.type(), body.isEmpty() ? "" : "," + body));
                if (frame.type().equals("typing")) {
                    socket.say("{\"type\":\"ping\",\"ref\":7}");
                }
                JsonNode answer = socket.next(each -> each.path("ref").asInt() == 7);
                String verdict = answer.path("type").asText()
                        + (answer.has("code") ? " " + answer.path("code").asText() : "");
                if (!verdict.equals(frame.expected(role))) {
                    wrong.add(String.format(Locale.ROOT, "%s: %s instead of %s", role, verdict, frame.expected(role)));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void a_logged_out_user_gets_no_connection() {
        for (CallerRole role : List.of(CallerRole.REVOKED, CallerRole.DELETED)) {
            try (Frames socket = new Frames(caller)) {
                socket.say(Frames.hello(users.token(role).orElseThrow()));
                assertThat(socket.closeCode()).as(role.name()).isEqualTo(4502);
            }
        }
        try (Frames socket = new Frames(caller)) {
            socket.say("{\"type\":\"ping\",\"ref\":1}");
            assertThat(socket.closeCode()).isEqualTo(4501);
        }
    }

    @Test
    void another_users_token_does_not_renew_a_connection() {
        try (Frames socket = Frames.live(caller, users.token(CallerRole.OWNER).orElseThrow())) {
            socket.say(
                    "{\"type\":\"auth\",\"ref\":7,\"token\":\"" + users.target().token() + "\"}");
            JsonNode answer = socket.next(each -> each.path("ref").asInt() == 7);

            assertThat(answer.path("type").asText()).isEqualTo("error");
        }
    }

    @Test
    void every_declared_endpoint_has_a_row() {
        assertThat(endpoints().stream().map(Endpoint::toString))
                .containsExactlyInAnyOrderElementsOf(
                        declared().map(Declared::toString).toList());
    }

    /// An endpoint that the server's own document declares.
    private record Declared(String method, String path, boolean needsToken) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private Stream<Declared> declared() {
        return caller
                .ask("GET", "/openapi.json", Optional.empty(), "")
                .expect(200)
                .json()
                .path("paths")
                .properties()
                .stream()
                .flatMap(path -> path.getValue().properties().stream()
                        .filter(operation -> operation.getValue().has("operationId"))
                        .map(operation -> new Declared(
                                operation.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                !operation.getValue().path("security").isEmpty())));
    }

    /// Tests the endpoints of the server's document, so that endpoints without a row in the matrix are tested, too. The
    /// requests have no body, since the server checks the token before the body.
    @Test
    void every_declared_endpoint_refuses_every_invalid_token() {
        MatrixUsers.Person owner = users.person(CallerRole.OWNER);
        long now = Instant.now().getEpochSecond();
        TokenBuilder honest = TokenBuilder.honest(owner.id(), owner.deviceId(), now - 60, now + 600);
        Map<String, Optional<String>> bad = new TreeMap<>();
        bad.put("none", Optional.empty());
        bad.put("of another secret", Optional.of(honest.signed("another secret of thirty-two characters or more")));
        bad.put("unsigned", Optional.of(honest.heading("alg", "\"none\"").unsigned()));
        bad.put(
                "of another user's device",
                Optional.of(honest.claiming("did", "\"" + users.target().deviceId() + "\"")
                        .signed(Setup.SECRET)));
        bad.put("of a revoked device", users.token(CallerRole.REVOKED));
        bad.put("of a deleted account", users.token(CallerRole.DELETED));
        bad.put("expired", Optional.of(honest.claiming("exp", "" + (now - 1)).signed(Setup.SECRET)));
        List<String> wrong = new ArrayList<>();
        List<Declared> guarded = declared().filter(Declared::needsToken).toList();
        for (Declared endpoint : guarded) {
            String path =
                    endpoint.path().replaceAll("\\{[a-zA-Z]*}", users.target().id());
            bad.forEach((name, token) -> {
                String verdict = caller.ask(endpoint.method(), path, token, "").verdict();
                if (!verdict.equals(name.equals("expired") ? "401 token_expired" : OUT)) {
                    wrong.add(String.format(Locale.ROOT, "%s with a token %s: %s", endpoint, name, verdict));
                }
            });
        }
        assertThat(guarded).hasSizeGreaterThan(20);
        assertThat(wrong).isEmpty();
        assertThat(endpoints().stream().filter(endpoint -> !endpoint.open()).map(Endpoint::toString))
                .containsExactlyInAnyOrderElementsOf(
                        guarded.stream().map(Declared::toString).toList());
    }

    static Stream<Endpoint> chatEndpoints() {
        return endpoints().stream().filter(endpoint -> endpoint.path().contains("{chatId}"));
    }

    @ParameterizedTest
    @MethodSource("chatEndpoints")
    void a_foreign_chat_answers_like_a_missing_one(Endpoint endpoint) {
        String chatId = users.group();
        for (CallerRole role : List.of(CallerRole.STRANGER, CallerRole.REMOVED)) {
            Reply hidden = asks(endpoint, role, chatId);
            Reply absent = asks(endpoint, role, UUID.randomUUID().toString());

            assertThat(hidden.verdict()).isEqualTo(HIDDEN);
            assertThat(hidden.status()).isEqualTo(absent.status());
            assertThat(withoutRequestId(hidden)).isEqualTo(withoutRequestId(absent));
            assertThat(headers(hidden)).isEqualTo(headers(absent));
        }
    }

    private Reply asks(Endpoint endpoint, CallerRole role, String chatId) {
        String path = endpoint.path()
                .replace("{chatId}", chatId)
                .replace("{userId}", users.target().id())
                .replace("{id}", "1");
        String query = path.endsWith("/changes") ? "?after=0" : "";
        String body = endpoint.body().replace("{newcomer}", users.newcomer().id());
        return caller.ask(endpoint.method(), path + query, users.token(role), body);
    }

    private static Map<String, List<String>> headers(Reply reply) {
        Map<String, List<String>> headers = new TreeMap<>(reply.headers().map());
        headers.keySet().removeAll(Set.of("date", "x-request-id"));
        return headers;
    }

    /// The response time does not reveal whether a chat exists. For a chat of other users and for a chat that does not
    /// exist, the server makes the same single query, which finds nothing. The test alternates requests for both kinds
    /// of chats. The median times may differ by a factor of at most 5.
    @Test
    void a_foreign_chat_takes_the_time_of_a_missing_one() {
        String chatId = users.group();
        String path = "/history/";
        List<Long> hidden = new ArrayList<>();
        List<Long> absent = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            hidden.add(nanos(path + chatId));
            absent.add(nanos(path + UUID.randomUUID()));
        }
        Collections.sort(hidden);
        Collections.sort(absent);
        double ratio = (double) hidden.get(hidden.size() / 2) / absent.get(absent.size() / 2);

        assertThat(ratio).isBetween(0.2, 5.0);
    }

    private long nanos(String path) {
        long start = System.nanoTime();
        caller.ask("GET", path, users.token(CallerRole.STRANGER), "");
        return System.nanoTime() - start;
    }

    static Stream<Frame> chatFrames() {
        return frames().stream()
                .filter(frame ->
                        frame.body().contains("{chatId}") && !frame.type().equals("typing"));
    }

    @ParameterizedTest
    @MethodSource("chatFrames")
    void a_frame_about_a_foreign_chat_is_answered_like_a_missing_one(Frame frame) {
        String chatId = users.group();
        for (CallerRole role : List.of(CallerRole.STRANGER, CallerRole.REMOVED)) {
            try (Frames socket = Frames.live(caller, users.token(role).orElseThrow())) {
                JsonNode hidden = says(socket, frame, chatId);
                assertThat(hidden.path("code").asText()).isEqualTo("chat_not_found");
                assertThat(hidden)
                        .isEqualTo(says(socket, frame, UUID.randomUUID().toString()));
            }
        }
    }

    private static JsonNode says(Frames socket, Frame frame, String chatId) {
        String body = frame.body()
                .replace("{chatId}", chatId)
                .replace("{key}", UUID.randomUUID().toString());
        socket.say(String.format(Locale.ROOT, "{\"type\":\"%s\",\"ref\":7,%s}", frame.type(), body));
        return socket.next(each -> each.path("ref").asInt() == 7);
    }

    @Test
    void a_resume_reveals_nothing_of_foreign_chats() {
        String chatId = users.group();
        String absent = UUID.randomUUID().toString();
        String token = users.token(CallerRole.STRANGER).orElseThrow();
        try (Frames socket = new Frames(caller)) {
            socket.say(String.format(
                    Locale.ROOT,
                    "{\"type\":\"hello\",\"v\":1,\"token\":\"%s\",\"since\":{\"%s\":1,\"%s\":1},\"unlisted\":\"skip\"}",
                    token,
                    chatId,
                    absent));
            Set<String> removals = new TreeSet<>();
            for (int i = 0; i < 2; i++) {
                JsonNode removed =
                        socket.next(frame -> !frame.path("type").asText().equals("ready"));
                assertThat(removed.path("type").asText()).isEqualTo("removed");
                assertThat(removed).hasSize(2);
                removals.add(removed.path("chatId").asText());
            }
            assertThat(removals).containsExactlyInAnyOrder(chatId, absent);
        }
    }

    @Test
    void every_declared_frame_has_a_row() throws MalformedJsonException {
        JsonNode document = Json.parse(caller.ask("GET", "/asyncapi.json", Optional.empty(), "")
                .expect(200)
                .body());
        Stream<String> declared = document.path("operations").properties().stream()
                .filter(operation ->
                        operation.getValue().path("action").asText().equals("receive"))
                .map(operation -> operation.getKey().substring("receive".length()))
                .map(name -> document.path("components")
                        .path("messages")
                        .path(name)
                        .path("name")
                        .asText());

        assertThat(frames().stream().map(Frame::type)).containsExactlyInAnyOrderElementsOf(declared.toList());
    }
}
