package io.vestnik.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VestnikApiTest {
    private static final UUID CHAT = new UUID(1, 1);

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Exchange> recorded = new CopyOnWriteArrayList<>();
    private String problemType = "application/problem+json";
    private HttpServer server;
    private VestnikApi api;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        Transport transport = Transport.create().recordedBy(new Recorder() {
            @Override
            public void exchanged(Exchange exchange) {
                recorded.add(exchange);
            }
        });
        api = VestnikApi.at(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"), transport)
                .as(() -> "token");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void a_problem_becomes_an_exception_with_all_its_fields() {
        answer(429, "Retry-After: 3", """
            {"status":429,"title":"Too many","detail":"slower","code":"rate_limited",
             "errors":[{"field":"limit","message":"too high"}]}\
            """);

        VestnikException failure = catchThrowableOfType(VestnikException.class, () -> api.chat(CHAT));

        assertThat(failure.status()).isEqualTo(429);
        assertThat(failure.code()).isEqualTo("rate_limited");
        assertThat(failure.detail()).isEqualTo("slower");
        assertThat(failure.fieldErrors()).containsExactly(new FieldError("limit", "too high"));
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(3));
        assertThat(failure.retryable()).isTrue();
    }

    @Test
    void a_failure_without_a_problem_document_is_no_answer() {
        problemType = "text/html";
        answer(502, "X-From: proxy", "<html>bad gateway</html>");

        assertThat(catchThrowableOfType(ConnectionLostException.class, () -> api.chat(CHAT)))
                .hasMessageContaining("502");
    }

    @Test
    void an_unreachable_server_is_no_refusal() {
        server.stop(0);

        assertThat(catchThrowableOfType(ConnectionLostException.class, () -> api.chat(CHAT)))
                .isNotNull();
    }

    @Test
    void a_post_sends_its_key_and_recognises_a_replay() {
        answer(200, "Idempotent-Replayed: true", String.format(Locale.ROOT, """
            {"id":3,"chatId":"%s","text":"hi","sentAt":"2026-11-22T18:00:00.123Z","read":false,"version":7}\
            """, CHAT));
        UUID key = UUID.randomUUID();

        Posted posted = api.post(CHAT, key, "hi \"there\"", 2L);

        assertThat(posted.replayed()).isTrue();
        assertThat(posted.message().id()).isEqualTo(3);
        Exchange exchange = recorded.getFirst();
        assertThat(exchange.request().headers())
                .containsEntry("Idempotency-Key", key.toString())
                .containsEntry("Authorization", "Bearer token")
                .containsEntry("Content-Type", "application/json");
        assertThat(exchange.request().body()).isEqualTo("{\"text\":\"hi \\\"there\\\"\",\"replyTo\":2}");
    }

    @Test
    void the_registration_policy_is_read() {
        answer(200, "X: y", "{\"registration\":\"closed\",\"added\":\"later\"}");

        assertThat(api.registration()).isEqualTo("closed");
        assertThat(asked).containsExactly("GET /auth");
    }

    @Test
    void queries_are_encoded_and_defaults_omitted() {
        answer(200, "X: y", "{\"items\":[]}");

        api.findPeople("Ян & co", 0);
        api.chats(10, "a+b");
        api.after(CHAT, 0, 0);

        assertThat(asked)
                .containsExactly(
                        "GET /users?query=%D0%AF%D0%BD+%26+co",
                        "GET /chats?limit=10&cursor=a%2Bb", "GET /chats/" + CHAT + "/messages?after=0");
    }

    @Test
    void concurrent_callers_cause_one_refresh() throws Exception {
        AtomicInteger refreshes = new AtomicInteger();
        server.createContext("/", exchange -> {
            int number = refreshes.incrementAndGet();
            respond(
                    exchange,
                    200,
                    "X: y",
                    session("access-" + number, Instant.now().plusSeconds(900)));
        });
        Session old = new Session(
                CHAT,
                CHAT,
                "access-0",
                Instant.now(),
                "refresh-0",
                Instant.now().plusSeconds(9));
        List<Session> kept = new CopyOnWriteArrayList<>();
        Tokens tokens = new Tokens(api, old, Clock.systemUTC(), kept::add);

        List<Callable<String>> callers = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            callers.add(tokens::accessToken);
        }
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<String> got : pool.invokeAll(callers)) {
                assertThat(got.get()).isEqualTo("access-1");
            }
        }

        assertThat(refreshes).hasValue(1);
        assertThat(kept).hasSize(1);
        assertThat(tokens.refresh(old).accessToken())
                .as("a session that was replaced already")
                .isEqualTo("access-1");
    }

    private static String session(String access, Instant expires) {
        return String.format(Locale.ROOT, """
            {"userId":"%s","deviceId":"%s","accessToken":"%s","accessTokenExpiresAt":"%s","refreshToken":"r","refreshTokenExpiresAt":"%s"}\
            """, CHAT, CHAT, access, expires, expires);
    }

    private void answer(int status, String header, String body) {
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            respond(exchange, status, header, body);
        });
    }

    private void respond(HttpExchange exchange, int status, String header, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().add("Content-Type", status < 400 ? "application/json" : problemType);
        exchange.getResponseHeaders()
                .add(header.substring(0, header.indexOf(':')), header.substring(header.indexOf(':') + 2));
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
