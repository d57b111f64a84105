package io.vestnik.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vestnik.faults.FakePeer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests that answers from a proxy or another program in place of the server end no session and leave no state
/// incomplete. Only a refusal by the server ends a client.
@Isolated("exceptions that it leaves uncaught on purpose would end the waits of other tests")
class ForeignAnswersTest {
    private static final UUID ALICE = new UUID(1, 1);
    private static final UUID BOB = new UUID(1, 2);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String HTML = "<html>Log in to the network</html>";

    private final Transport transport = Transport.create();
    private final AtomicInteger listened = new AtomicInteger();
    private final List<Session> kept = new CopyOnWriteArrayList<>();
    private ClientListener listener = new ClientListener() {
        @Override
        public void session(Session session) {
            kept.add(session);
        }
    };
    private ScriptedServer server;

    @BeforeEach
    void start() {
        server = new ScriptedServer();
    }

    @AfterEach
    void stop() {
        server.close();
        transport.http().close();
    }

    static Stream<FakePeer.Reply> foreign() {
        String otherUser = new UUID(6, 6).toString();
        return Stream.of(
                html("401 Unauthorized"),
                html("403 Forbidden"),
                html("407 Proxy Authentication Required"),
                html("302 Found"),
                html("200 OK"),
                html("502 Bad Gateway"),
                json("200 OK", "{}"),
                json("200 OK", "[]"),
                json("200 OK", "null"),
                json("200 OK", ""),
                json("401 Unauthorized", "{\"code\":\"token_reused\"}"),
                new FakePeer.Reply("401 Unauthorized", "application/problem+json", "{\"status\":401}"),
                new FakePeer.Reply("401 Unauthorized", "application/problem+json", "oops"),
                new FakePeer.Reply("204 No Content", "text/plain", ""),
                json("200 OK", """
                    {"userId":"%s","deviceId":"%s","accessToken":"a","accessTokenExpiresAt":"2999-01-01T00:00:00Z",
                     "refreshToken":"r","refreshTokenExpiresAt":"2999-01-01T00:00:00Z"}\
                    """.formatted(otherUser, otherUser)));
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void a_refresh_without_an_answer_of_the_server_is_retried(FakePeer.Reply reply) {
        server.instead("/auth/refresh", 2, reply);

        try (ResilientClient alice = connect(Instant.now())) {
            assertThat(alice.send(ScriptedServer.CHAT, "hello")).succeedsWithin(SOON);

            assertThat(server.insteadLeft()).isZero();
            assertThat(kept)
                    .hasSize(1)
                    .allSatisfy(session -> assertThat(session.userId()).isEqualTo(ALICE));
            assertThat(alice.stopped()).isNotDone();
        }
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void a_handshake_without_an_answer_of_the_server_is_retried(FakePeer.Reply reply) {
        server.instead("/ws", 2, reply);

        try (ResilientClient alice = connect(Instant.now().plusSeconds(900))) {
            assertThat(alice.send(ScriptedServer.CHAT, "hello")).succeedsWithin(SOON);
            assertThat(server.insteadLeft()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void a_chat_is_fetched_until_the_server_has_answered(FakePeer.Reply reply) {
        server.post(BOB, "before");
        server.instead("/chats/", 2, reply);

        try (ResilientClient alice = connect(Instant.now().plusSeconds(900))) {
            await().atMost(SOON).until(alice::isSettled);

            assertThat(server.insteadLeft()).isZero();
            assertThat(Objects.requireNonNull(alice.chat(ScriptedServer.CHAT)).messages())
                    .isEqualTo(server.history());
        }
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void every_api_method_treats_a_foreign_answer_as_none(FakePeer.Reply reply) {
        VestnikApi api = VestnikApi.at(server.address(), transport);
        server.instead("/", 10, reply);

        for (Runnable call : List.<Runnable>of(
                () -> api.login("a", "b", null, null),
                () -> api.chats(0, null),
                () -> api.history(BOB, 0, 0),
                () -> api.newest(BOB, 0),
                () -> api.changes(BOB, 0, 0),
                () -> api.readers(BOB, 1, 0, null),
                () -> api.read(BOB, 1),
                () -> api.devices())) {
            boolean plausible = reply.body().contains("accessToken");
            if (!plausible) {
                assertThatThrownBy(call::run).isInstanceOf(ConnectionLostException.class);
            }
        }
        assertThat(api.isReady()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 302, 404})
    void an_action_without_a_result_succeeds_only_with_204(int status) {
        VestnikApi api = VestnikApi.at(server.address(), transport);
        server.instead("/auth/logout", 1, html(status + " Whatever"));

        assertThatThrownBy(api::logout).isInstanceOf(ConnectionLostException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "[]",
                "{\"type\":\"sent\",\"ref\":\"1\"}",
                "{\"type\":\"message\",\"chatId\":\"00000000-0000-0007-0000-000000000007\",\"version\":null}",
                "{\"type\":\"message\",\"chatId\":\"x\"}"
            })
    void an_invalid_frame_ends_the_connection_but_not_the_client(String frame) {
        try (ResilientClient alice = connect(Instant.now().plusSeconds(900))) {
            await().atMost(SOON).until(alice::isSettled);

            server.sayRaw(frame);

            await().atMost(SOON).until(() -> server.hellos().size() == 2);
            assertThat(alice.send(ScriptedServer.CHAT, "hello")).succeedsWithin(SOON);
        }
    }

    @Test
    void a_failing_listener_misses_no_event_and_ends_nothing() {
        listener = new ClientListener() {
            @Override
            public void state(State state) {
                throw new IllegalStateException("of the embedding program");
            }

            @Override
            public void event(ServerFrame.Event event) {
                listened.incrementAndGet();
                throw new IllegalStateException("of the embedding program");
            }
        };
        try (ResilientClient alice = connect(Instant.now().plusSeconds(900))) {
            await().dontCatchUncaughtExceptions().atMost(SOON).until(alice::isSettled);
            server.post(BOB, "one");
            server.post(BOB, "two");

            // The listener receives the chat snapshot and two messages.
            await().dontCatchUncaughtExceptions().atMost(SOON).until(() -> listened.get() == 3);
            assertThat(alice.send(ScriptedServer.CHAT, "three")).succeedsWithin(SOON);
            assertThat(server.hellos()).hasSize(1);
        }
    }

    @Test
    void a_session_that_cannot_be_persisted_is_requested_again() {
        listener = new ClientListener() {
            @Override
            public void session(Session session) {
                if (listened.incrementAndGet() < 3) {
                    throw new IllegalStateException("the disk is full");
                }
            }
        };
        try (ResilientClient alice = connect(Instant.now())) {
            assertThat(alice.send(ScriptedServer.CHAT, "hello")).succeedsWithin(SOON);
            assertThat(server.refreshes).hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"token_reused", "not_authenticated", "token_expired"})
    void a_refusal_of_the_server_ends_the_session_and_completes_everything(String code) throws Exception {
        server.instead("/auth/refresh", 1, FakePeer.Reply.problem("401 Unauthorized", code));

        try (ResilientClient alice = connect(Instant.now())) {
            assertThat(alice.stopped().get(20, TimeUnit.SECONDS).why()).isEqualTo("signed out: " + code);
            assertThat(alice.send(ScriptedServer.CHAT, "too late")).isCompletedExceptionally();
        }
    }

    @Test
    void an_error_ends_the_client_and_completes_everything() throws Exception {
        try (ResilientClient alice = ResilientClient.start(
                server.address(),
                transport,
                ScriptedServer.session(ALICE, Instant.now().plusSeconds(900)),
                Options.usual().showing(socket -> {
                    throw new AssertionError("as of a broken class path");
                }),
                listener)) {
            assertThat(alice.stopped().get(20, TimeUnit.SECONDS).why()).isNotBlank();
            assertThat(alice.send(ScriptedServer.CHAT, "too late")).isCompletedExceptionally();
        }
    }

    @Test
    void a_temporarily_refused_refresh_leaves_the_connection_open() {
        server.instead("/auth/refresh", 2, FakePeer.Reply.problem("503 Service Unavailable", "unavailable"));

        // The token is renewed one fifth of its life before its expiry.
        try (ResilientClient alice = connect(Instant.now().plusMillis(5_000))) {
            await().atMost(SOON).until(() -> !server.refreshes.isEmpty());

            assertThat(server.hellos()).hasSize(1);
            assertThat(alice.send(ScriptedServer.CHAT, "hello")).succeedsWithin(SOON);
        }
    }

    @Test
    void a_registration_with_a_lost_answer_ends_in_a_login() {
        VestnikApi api = VestnikApi.at(server.address(), transport);
        String session =
                Json.write(ScriptedServer.session(ALICE, Clock.systemUTC().instant()));
        server.instead("/auth/register", 1, FakePeer.Reply.problem("409 Conflict", "email_taken"));
        server.instead("/auth/login", 1, json("200 OK", session));

        assertThat(api.registerOrLogin("Alice", "a@example.org", "a password", null)
                        .userId())
                .isEqualTo(ALICE);
    }

    @Test
    void the_email_of_another_account_stays_taken() {
        VestnikApi api = VestnikApi.at(server.address(), transport);
        server.instead("/auth/register", 1, FakePeer.Reply.problem("409 Conflict", "email_taken"));
        server.instead("/auth/login", 1, FakePeer.Reply.problem("401 Unauthorized", "bad_credentials"));

        assertThatThrownBy(() -> api.registerOrLogin("Alice", "a@example.org", "a password", null))
                .isInstanceOfSatisfying(
                        VestnikException.class,
                        refused -> assertThat(refused.code()).isEqualTo("email_taken"));
    }

    private ResilientClient connect(Instant expires) {
        return ResilientClient.start(
                server.address(),
                transport,
                ScriptedServer.session(ALICE, expires),
                Options.usual().pauses(Duration.ofMillis(5), Duration.ofMillis(50)),
                listener);
    }

    private static FakePeer.Reply html(String status) {
        return new FakePeer.Reply(status, "text/html; charset=utf-8", HTML);
    }

    private static FakePeer.Reply json(String status, String body) {
        return new FakePeer.Reply(status, "application/json", body);
    }
}
