package io.vestnik.e2e.access;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.e2e.LocalServer;
import io.vestnik.e2e.Setup;
import io.vestnik.e2e.access.RawHttp.Reply;
import io.vestnik.wire.json.Json;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Answers to requests to `/ws` that do not open a WebSocket.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpgradeTest {
    private static final String ASKING = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
    private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private final LocalServer server = LocalServer.start(Setup.inMemory());

    @AfterAll
    void stop() {
        server.close();
    }

    private Reply ask(String line, String headers) {
        try (RawHttp http = new RawHttp(server.port())) {
            return requireNonNull(http.ask(
                    line + "\r\nHost: localhost\r\n" + headers + "\r\n", new byte[0], line.startsWith("HEAD")));
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    private static void assertUpgradeRequired(Reply reply) {
        assertThat(reply.status()).isEqualTo(426);
        assertThat(reply.headers())
                .containsEntry("upgrade", "websocket")
                .containsEntry("sec-websocket-version", "13")
                .containsEntry("content-type", "application/problem+json")
                .containsKey("x-request-id");
        assertThat(requireNonNull(reply.headers().get("connection")).toLowerCase(Locale.ROOT))
                .contains("upgrade");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Connection: keep-alive\r\n",
                "Connection: Upgrade\r\n",
                "Upgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n",
                ASKING + KEY,
                ASKING + KEY + "Sec-WebSocket-Version: 8\r\n",
                ASKING + KEY + "Sec-WebSocket-Version: 99\r\n",
                ASKING + KEY + "Sec-WebSocket-Version: ٣\r\n"
            })
    void a_request_without_an_upgrade_gets_426_with_the_version(String headers) throws Exception {
        Reply reply = ask("GET /ws HTTP/1.1", headers);
        assertUpgradeRequired(reply);
        assertThat(Json.parse(reply.body()).path("code").asText()).isEqualTo("invalid_request");
        assertThat(Json.parse(reply.body()).path("status").asInt()).isEqualTo(426);
        Reply head = ask("HEAD /ws HTTP/1.1", headers);
        assertUpgradeRequired(head);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void an_upgrade_missing_in_connection_is_malformed() {
        assertThat(ask("GET /ws HTTP/1.1", "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void http_1_0_cannot_upgrade() {
        assertUpgradeRequired(ask("GET /ws HTTP/1.0", ""));
        assertUpgradeRequired(ask("GET /ws HTTP/1.0", ASKING + KEY + "Sec-WebSocket-Version: 13\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void other_methods_are_not_allowed(String method) throws Exception {
        Reply reply = ask(method + " /ws HTTP/1.1", "Content-Length: 0\r\n");
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.headers()).containsEntry("allow", "GET");
        assertThat(Json.parse(reply.body()).path("code").asText()).isEqualTo("method_not_allowed");
    }

    @Test
    void options_name_the_method() {
        Reply reply = ask("OPTIONS /ws HTTP/1.1", "");
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.headers()).containsEntry("allow", "GET");
    }

    @Test
    void upgrade_tokens_match_in_any_case_and_beside_others() {
        // Only the header `Sec-WebSocket-Key` is missing.
        String asking = "upgrade: WebSocket\r\nconnection: keep-alive, upgrade\r\nSec-WebSocket-Version: 13\r\n";
        assertThat(ask("GET /ws HTTP/1.1", asking).status()).isEqualTo(400);
    }

    @Test
    void a_valid_handshake_opens_a_socket_and_a_broken_key_does_not() {
        assertThat(ask("GET /ws HTTP/1.1", ASKING + "Sec-WebSocket-Version: 13\r\n")
                        .status())
                .isEqualTo(400);
        UserActions actions = UserActions.of(server.port());
        try (Frames socket = actions.connects(actions.registers("Alice"))) {
            socket.say("{\"type\":\"ping\",\"ref\":1}");
            assertThat(socket.next(frame -> frame.path("ref").asInt() == 1)
                            .path("type")
                            .asText())
                    .isEqualTo("pong");
        }
    }
}
