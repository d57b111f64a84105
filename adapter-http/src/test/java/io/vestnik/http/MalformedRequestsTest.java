package io.vestnik.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.http.TestServer.Reply;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MalformedRequestsTest {
    private static final String CHAT = "01936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f";
    private static final String MESSAGES = "/chats/" + CHAT + "/messages";

    private final TestServer server = TestServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void one_response_lists_all_errors_of_path_query_header_and_body() {
        Reply reply = server.ask(server.to("/chats/x/messages")
                .header("Authorization", "Bearer alice")
                .header("Content-Type", "application/json; charset=UTF-8")
                .header("Idempotency-Key", "again")
                .POST(HttpRequest.BodyPublishers.ofString("{\"text\": \"\", \"replyTo\": 0}")));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.header("Content-Type")).contains("application/problem+json");
        assertThat(reply.json().get("errors"))
                .hasToString("[{\"field\":\"chatId\",\"message\":\"must be a UUID\"},"
                        + "{\"field\":\"Idempotency-Key\",\"message\":\"must be a UUID\"},"
                        + "{\"field\":\"text\",\"message\":\"must have 1 to 4096 characters\"},"
                        + "{\"field\":\"replyTo\",\"message\":\"must be from 1 to 9007199254740991\"}]");
        assertThat(reply.json().get("requestId").textValue())
                .isEqualTo(reply.header("X-Request-Id").orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"+1936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f", "01936f0-e7b3a-7c54-9c8e-2f4b6a8d0e1f", "1-2-3-4-5"})
    void a_key_that_is_not_a_canonical_uuid_is_refused(String key) {
        Reply reply = server.ask(server.to(MESSAGES)
                .header("Authorization", "Bearer alice")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString("{\"text\": \"hello\"}")));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().get("errors"))
                .hasToString("[{\"field\":\"Idempotency-Key\",\"message\":\"must be a UUID\"}]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        /history/CHAT?limit=0                    | limit  | must be from 1 to 200
        /history/CHAT?limit=201                  | limit  | must be from 1 to 200
        /history/CHAT?limit=1&limit=2            | limit  | is given more than once
        /history/CHAT?limit=ten                  | limit  | must be a whole number
        /history/CHAT?limit=99999999999999999999 | limit  | must be from 1 to 200
        /history/CHAT?offset=-1                  | offset | must be from 0 to 9007199254740991
        /history/CHAT?limit=%zz                  | query  | must be percent-encoded UTF-8
        /history/CHAT?limit=%ff                  | query  | must be percent-encoded UTF-8
        /history/CHAT?limit=%2                   | query  | must be percent-encoded UTF-8
        /history/1-2-3-4-5                       | chatId | must be a UUID
        /history/+1936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f | chatId | must be a UUID
        /history/01936f0-e7b3a-7c54-9c8e-2f4b6a8d0e1f | chatId | must be a UUID
        /history/%EF%BC%901936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f | chatId | must be a UUID
        /users?ids=%EF%BC%901936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f | ids[0] | must be a UUID
        /history/CHAT?limit=%EF%BC%91%EF%BC%90   | limit  | must be a whole number
        /chats/CHAT/messages/one                 | id     | must be a whole number
        /chats/CHAT/messages?before=1&after=2    | ''     | must have at most one of before, after and around
        /chats/CHAT/changes                      | after  | is required
        /chats/CHAT/changes?after=0&limit=1001   | limit  | must be from 1 to 1000
        /chats?cursor=a%20b                      | cursor | is not a cursor that this server gave
        /users                                   | ''     | must have either query or ids
        /users?query=al                          | query  | must be an email address, or have 3 to 64 characters (1 where they are Han, Kana or Hangul)
        /users?query=alice&limit=21              | limit  | must be from 1 to 20
        /users?ids=x                             | ids[0] | must be a UUID
        """)
    void invalid_parameters_are_named(String path, String field, String message) {
        String raw = server.raw(("GET " + path.replace("CHAT", CHAT)
                        + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer alice\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        assertThat(raw)
                .startsWith("HTTP/1.1 400 ")
                .contains("\"code\":\"invalid_request\"")
                .contains(String.format(Locale.ROOT, "{\"field\":\"%s\",\"message\":\"%s\"}", field, message));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "7",
                "null",
                "{\"text\": \"a\", \"text\": \"b\"}",
                "{} x",
                "{\"text\": NaN}",
                "\"\\ud83c\""
            })
    void a_body_that_is_not_a_json_object_is_an_invalid_request(String body) {
        Reply reply = server.ask("POST", MESSAGES, body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("invalid_request");
        assertThat(reply.json().get("errors").get(0).get("field").textValue()).isEqualTo("body");
    }

    @Test
    void a_body_that_is_not_utf_8_is_an_invalid_request() {
        Reply reply = server.ask(server.to(MESSAGES)
                .header("Authorization", "Bearer alice")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(
                        new byte[] {'{', '"', 't', '"', ':', '"', (byte) 0xc0, (byte) 0x80, '"', '}'})));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains("is not valid UTF-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/json; charset=utf-16",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x"
            })
    void another_content_type_is_refused(String contentType) {
        Reply reply = server.ask(server.to(MESSAGES)
                .header("Authorization", "Bearer alice")
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString("{\"text\": \"hi\"}")));
        assertThat(reply.status()).isEqualTo(415);
        assertThat(reply.code()).isEqualTo("unsupported_media_type");
    }

    @Test
    void a_compressed_body_is_refused() {
        Reply reply = server.ask(server.to(MESSAGES)
                .header("Authorization", "Bearer alice")
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofString("{\"text\": \"hi\"}")));
        assertThat(reply.status()).isEqualTo(415);
    }

    @Test
    void a_body_announced_as_too_large_is_refused_before_it_is_sent() {
        String raw = server.raw(("POST " + MESSAGES + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer alice\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 100000000\r\n\r\n{")
                .getBytes(StandardCharsets.UTF_8));
        assertThat(raw)
                .startsWith("HTTP/1.1 413 ")
                .contains("payload_too_large")
                .contains("Connection: close");
    }

    @Test
    void a_client_that_is_sending_a_too_large_body_can_read_the_error() throws IOException {
        for (int i = 0; i < 20; i++) {
            try (Socket socket = new Socket("localhost", server.server().port())) {
                socket.setSoTimeout(20_000);
                int length = 1_000_000;
                socket.getOutputStream()
                        .write(("POST " + MESSAGES + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer alice\r\n"
                                        + "Content-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n")
                                .getBytes(StandardCharsets.UTF_8));
                // The body is larger than the buffers between client and server, so the response arrives while the
                // client still sends.
                for (int sent = 0; sent < length; sent += 10_000) {
                    socket.getOutputStream().write(new byte[10_000]);
                }
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer).startsWith("HTTP/1.1 413 ").contains("payload_too_large");
            }
        }
    }

    @Test
    void a_chunked_body_that_grows_too_large_is_refused() {
        String chunk = "ffff\r\n" + " ".repeat(0xffff) + "\r\n";
        String raw = server.raw(("POST " + MESSAGES + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer alice\r\n"
                        + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk)
                .getBytes(StandardCharsets.UTF_8));
        assertThat(raw).startsWith("HTTP/1.1 413 ").contains("payload_too_large");
    }

    @Test
    void a_connection_stays_open_after_an_unread_body() throws IOException {
        try (Socket socket = new Socket("localhost", server.server().port())) {
            socket.setSoTimeout(20_000);
            for (String refused : List.of("PUT /nowhere", "PUT " + MESSAGES, "POST " + MESSAGES)) {
                says(socket, refused + " HTTP/1.1\r\nHost: h\r\nContent-Length: 19\r\n\r\n{\"text\"");
                says(socket, ": \"a text\" }GET /health/live HTTP/1.1\r\nHost: h\r\n\r\n");
                StringBuilder answers = new StringBuilder();
                while (!answers.toString().contains("{\"status\":\"up\"}")) {
                    int next = socket.getInputStream().read();
                    assertThat(next).as("cut after " + answers).isNotNegative();
                    answers.append((char) next);
                }
                assertThat(answers.toString()).startsWith("HTTP/1.1 4").contains("HTTP/1.1 200");
            }
        }
    }

    private static void says(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    @Test
    void unknown_paths_and_methods_are_problems_too() {
        Reply nowhere = server.get("/nowhere");
        assertThat(nowhere.status()).isEqualTo(404);
        assertThat(nowhere.code()).isEqualTo("not_found");

        Reply wrongMethod = server.ask("PUT", MESSAGES, "{}");
        assertThat(wrongMethod.status()).isEqualTo(405);
        assertThat(wrongMethod.code()).isEqualTo("method_not_allowed");
        assertThat(wrongMethod.header("Allow")).contains("GET, HEAD, POST, OPTIONS");

        assertThat(server.ask("POST", "/users/me", "{}").header("Allow")).contains("GET, HEAD, PATCH, DELETE, OPTIONS");
        assertThat(server.ask("TRACE", "/chats", "").status()).isEqualTo(405);
        assertThat(server.ask("BREW", "/chats", "").code()).isEqualTo("method_not_allowed");
    }

    @Test
    void options_lists_the_methods_of_a_path() {
        Reply reply = server.ask("OPTIONS", "/chats", "");
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.header("Allow")).contains("GET, HEAD, POST, OPTIONS");
        assertThat(server.ask("OPTIONS", "/nowhere", "").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET /a/%2e%2e/b HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET /chats/%2Fetc HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET /chats/%ff HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET /chats HTTP/1.1\r\n\r\n",
                "GET /chats HTTP/1.1\r\nHost: h\r\nNo colon\r\n\r\n",
                "GET /chats HTTP/9.9\r\nHost: h\r\n\r\n",
                "\u0001\u0002\u0003\r\n\r\n",
                "POST /chats HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
                "POST /chats HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
            })
    void a_malformed_http_request_is_answered_with_a_problem(String request) {
        String raw = server.raw(request.replace("Host: h\r\n", "Host: h\r\nConnection: close\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        assertThat(raw).containsPattern("^HTTP/1.1 400 ");
        assertThat(raw)
                .contains("application/problem+json")
                .contains("\"code\":\"invalid_request\"")
                .containsIgnoringCase("X-Content-Type-Options: nosniff")
                .doesNotContainIgnoringCase("jetty")
                .doesNotContain("Exception");
    }

    @Test
    void overlong_headers_and_request_targets_are_too_large() {
        String headers = server.raw(("GET /chats HTTP/1.1\r\nHost: h\r\nX: " + "y".repeat(40_000) + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        assertThat(headers)
                .startsWith("HTTP/1.1 413 ")
                .contains("payload_too_large")
                .contains("headers");
        String address = server.raw(
                ("GET /" + "y".repeat(40_000) + " HTTP/1.1\r\nHost: h\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        assertThat(address)
                .startsWith("HTTP/1.1 413 ")
                .contains("payload_too_large")
                .contains("address");
    }

    @Test
    void a_websocket_handshake_on_an_unknown_path_is_a_problem() {
        String raw = server.raw(String.join(
                        "\r\n",
                        "GET /nowhere HTTP/1.1",
                        "Host: h",
                        "Upgrade: websocket",
                        "Connection: Upgrade, close",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                        "",
                        "")
                .getBytes(StandardCharsets.UTF_8));
        assertThat(raw).startsWith("HTTP/1.1 404 ").contains("\"code\":\"not_found\"");
    }

    @Test
    void every_response_has_security_headers_and_no_software_name() {
        for (Reply reply : new Reply[] {server.get("/nowhere"), server.get("/health/live"), server.get("/docs")}) {
            assertThat(reply.header("X-Content-Type-Options")).contains("nosniff");
            assertThat(reply.header("Content-Security-Policy").orElseThrow()).startsWith("default-src 'none'");
            assertThat(reply.header("Referrer-Policy")).contains("no-referrer");
            assertThat(reply.header("X-Request-Id")).isPresent();
            assertThat(reply.header("Server")).isEmpty();
            assertThat(reply.header("X-Powered-By")).isEmpty();
        }
        assertThat(server.get("/nowhere").header("Cache-Control")).contains("no-store");
    }

    @Test
    void the_number_of_reported_errors_is_bounded() {
        String ids = "\"x\",".repeat(499) + "\"x\"";
        Reply reply = server.ask("POST", "/chats/" + CHAT + "/members", "{\"userIds\": [" + ids + "]}");
        assertThat(StreamSupport.stream(reply.json().get("errors").spliterator(), false))
                .hasSize(100);
    }
}
