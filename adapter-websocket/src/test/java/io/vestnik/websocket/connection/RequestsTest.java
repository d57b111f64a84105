package io.vestnik.websocket.connection;

import static io.vestnik.websocket.connection.TestServer.CHAT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.application.account.Authenticate;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.StoreOverloadedException;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RequestsTest {
    private static final String KEY = "01936f0e-7b3a-7c54-9c8e-2f4b6a8d0e30";

    private final TestServer server = new TestServer(TestServer.unlimited(1 << 20), Timing.CONTRACT);
    private final AtomicLong lastId = new AtomicLong();

    RequestsTest() {
        server.live.sending = (command, answer) -> answer.accept(
                new SendMessage.Outcome.Sent(TestServer.message(lastId.incrementAndGet(), lastId.get() + 1)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String send(String ref, String text) {
        return String.format(
                Locale.ROOT,
                "{\"type\":\"send\",\"ref\":%s,\"chatId\":\"%s\",\"key\":\"%s\",\"text\":\"%s\"}",
                ref,
                CHAT,
                KEY,
                text);
    }

    @Test
    void a_send_is_answered_with_the_stored_message() throws Exception {
        try (Peer peer = server.peer().live()) {
            JsonNode sent = peer.send(send("7", "hi \\ud83d\\ude00")).next("sent");
            assertThat(sent)
                    .isEqualTo(Peer.json(String.format(Locale.ROOT, """
                        {"type":"sent","ref":7,"version":2,"duplicate":false,"message":{"id":1,"chatId":"%s",\
                        "senderId":"%s","text":"hi","sentAt":"2026-11-22T18:00:00.123Z","read":false,"version":2}}\
                        """, CHAT, TestServer.ALICE)
                            .getBytes(UTF_8)));
        }
        SendMessage.Command command = server.live.sends.poll(10, TimeUnit.SECONDS);
        assertThat(command).isNotNull();
        assertThat(command.text().value()).isEqualTo("hi 😀");
        assertThat(command.senderId()).isEqualTo(TestServer.ALICE);
        assertThat(command.key().value()).isEqualTo(UUID.fromString(KEY));
        assertThat(command.replyTo()).isEmpty();
    }

    @Test
    void every_send_outcome_has_its_answer() {
        Message stored = TestServer.message(3, 4);
        try (Peer peer = server.peer().live()) {
            JsonNode duplicate = sendFor(peer, new SendMessage.Outcome.Duplicate(stored), "sent");
            assertThat(duplicate.path("duplicate").asBoolean()).isTrue();
            assertThat(duplicate.path("version").asLong()).isEqualTo(4);

            JsonNode refused = sendFor(peer, new SendMessage.Outcome.Refused(Refusal.KEY_REUSED), "error");
            assertThat(refused.path("code").asText()).isEqualTo("key_reused");
            assertThat(refused.path("retryable").asBoolean()).isFalse();
            assertThat(refused.has("retryAfterMs")).isFalse();

            JsonNode slower = sendFor(peer, new SendMessage.Outcome.TooFast(Duration.ofMillis(120)), "error");
            assertThat(slower.path("code").asText()).isEqualTo("rate_limited");
            assertThat(slower.path("retryAfterMs").asLong()).isEqualTo(120);

            JsonNode unknown = sendFor(peer, new SendMessage.Outcome.Unknown(Duration.ofSeconds(1)), "error");
            assertThat(unknown.path("code").asText()).isEqualTo("unavailable");
            assertThat(unknown.path("retryable").asBoolean()).isTrue();
            assertThat(unknown.path("retryAfterMs").asLong()).isPositive();
        }
    }

    private JsonNode sendFor(Peer peer, SendMessage.Outcome outcome, String type) {
        server.live.sending = (command, answer) -> answer.accept(outcome);
        JsonNode answer = peer.send(send("\"a-ref\"", "hi")).next(type);
        assertThat(answer.path("ref").asText()).isEqualTo("a-ref");
        return answer;
    }

    @Test
    void edits_deletes_and_reads_are_answered_when_complete() {
        CompletableFuture<Outcome<Message>> editing = new CompletableFuture<>();
        server.edit = edit -> editing;
        server.live.reading = (chat, upTo) -> CompletableFuture.completedStage(Outcome.done(new MessageId(5)));
        try (Peer peer = server.peer().live()) {
            peer.send(request("edit", 1, ",\"id\":3,\"text\":\"better\""));
            assertThat(peer.send(request("read", 2, ",\"upTo\":9")).next("ok"))
                    .isEqualTo(Peer.json("{\"type\":\"ok\",\"ref\":2,\"readUpTo\":5}".getBytes(UTF_8)));
            JsonNode refused = peer.send(request("delete", 3, ",\"id\":3")).next("error");
            assertThat(refused.path("code").asText()).isEqualTo("forbidden");
            assertThat(refused.path("ref").asInt()).isEqualTo(3);
            editing.complete(Outcome.done(TestServer.message(3, 8)));
            assertThat(peer.next("ok"))
                    .isEqualTo(Peer.json("{\"type\":\"ok\",\"ref\":1,\"version\":8}".getBytes(UTF_8)));
        }
    }

    @Test
    void a_store_failure_is_answered_as_retryable() {
        try (Peer peer = server.peer().live()) {
            server.edit = edit -> CompletableFuture.failedStage(new StoreUnavailableException("editing"));
            assertThat(code(peer.send(request("edit", 1, ",\"id\":3,\"text\":\"x\""))))
                    .isEqualTo("unavailable");
            server.edit = edit -> CompletableFuture.failedStage(new StoreOverloadedException("writers"));
            assertThat(code(peer.send(request("edit", 2, ",\"id\":3,\"text\":\"x\""))))
                    .isEqualTo("rate_limited");
            server.edit = edit -> CompletableFuture.failedStage(new IllegalStateException("a bug, on purpose"));
            assertThat(code(peer.send(request("edit", 3, ",\"id\":3,\"text\":\"x\""))))
                    .isEqualTo("internal");
            server.edit = edit -> {
                throw new IllegalStateException("a bug, on purpose");
            };
            assertThat(code(peer.send(request("edit", 4, ",\"id\":3,\"text\":\"x\""))))
                    .isEqualTo("internal");
            peer.send("{\"type\":\"ping\"}").next("pong");
        }
    }

    private static String code(Peer peer) {
        return peer.next("error").path("code").asText();
    }

    private static String request(String type, int ref, String more) {
        return String.format(Locale.ROOT, "{\"type\":\"%s\",\"ref\":%d,\"chatId\":\"%s\"%s}", type, ref, CHAT, more);
    }

    @Test
    void ping_is_answered_and_typing_is_not() throws Exception {
        try (Peer peer = server.peer().live()) {
            peer.send("{\"type\":\"typing\",\"chatId\":\"" + CHAT + "\"}").send("{\"type\":\"ping\",\"ref\":\"p\"}");
            assertThat(peer.next("pong").path("ref").asText()).isEqualTo("p");
            assertThat(peer.send("{\"type\":\"ping\"}").next("pong")).hasSize(1);
        }
        assertThat(server.live.typings.poll(10, TimeUnit.SECONDS)).isEqualTo(CHAT);
    }

    @Test
    void both_kinds_of_ref_are_returned_unchanged() {
        try (Peer peer = server.peer().live()) {
            for (String ref : new String[] {
                "0", "-5", "9007199254740991", "\"\"", "\"x\\u0007\\\"\\\\\"", "\"" + "я".repeat(64) + "\"", "\"😀\""
            }) {
                JsonNode expected = Peer.json(ref.getBytes(UTF_8));
                assertThat(peer.send("{\"type\":\"ping\",\"ref\":" + ref + "}")
                                .next("pong")
                                .path("ref"))
                        .isEqualTo(expected);
                assertThat(peer.send(send(ref, "hi")).next("sent").path("ref")).isEqualTo(expected);
            }
        }
    }

    @Test
    void invalid_refs_are_refused() {
        try (Peer peer = server.peer().live()) {
            for (String ref : new String[] {
                "1.5", "true", "[]", "{}", "9007199254740992", "1e400", "\"" + "x".repeat(65) + "\"", "\"\\ud800\""
            }) {
                JsonNode error = peer.send(send(ref, "hi")).next("error");
                assertThat(error.path("code").asText()).isEqualTo("invalid_request");
                assertThat(error.has("ref")).as(ref).isFalse();
            }
            JsonNode missing = peer.send(send("null", "hi")).next("error");
            assertThat(missing.path("errors").path(0).path("field").asText()).isEqualTo("ref");
        }
        assertThat(server.live.sends).isEmpty();
    }

    @Test
    void one_error_frame_lists_all_errors_under_the_ref() {
        try (Peer peer = server.peer().live()) {
            JsonNode error = peer.send("{\"type\":\"send\",\"ref\":4,\"chatId\":\"here\",\"text\":\"\",\"replyTo\":-1}")
                    .next("error");
            assertThat(error.path("ref").asInt()).isEqualTo(4);
            assertThat(error.path("code").asText()).isEqualTo("invalid_request");
            assertThat(error.path("errors").findValuesAsText("field"))
                    .containsExactlyInAnyOrder("chatId", "key", "text", "replyTo");
            JsonNode unknown = peer.send("{\"type\":\"sing\",\"ref\":\"la\"}").next("error");
            assertThat(unknown.path("ref").asText()).isEqualTo("la");
            assertThat(unknown.path("message").asText()).startsWith("type must be one of hello, send");
            assertThat(peer.send("{}").next("error").has("ref")).isFalse();
            peer.hello().next("error");
            peer.send("{\"type\":\"ping\"}").next("pong");
        }
    }

    @Test
    void texts_that_cannot_be_stored_are_refused() {
        try (Peer peer = server.peer().live()) {
            for (String text : new String[] {"", "\\u0000", "\\ud800", "\\udc00\\ud800", "x".repeat(4097)}) {
                assertThat(peer.send(send("1", text))
                                .next("error")
                                .path("errors")
                                .path(0)
                                .path("field")
                                .asText())
                        .isEqualTo("text");
            }
            peer.send(send("2", "😀".repeat(4096))).next("sent");
        }
    }

    @Test
    void a_frame_that_is_not_json_closes_the_connection() {
        try (Peer peer = server.peer().live()) {
            assertThat(peer.send("{\"type\":").next("error").path("code").asText())
                    .isEqualTo("invalid_request");
            assertThat(peer.closed()).isEqualTo(4500);
        }
        try (Peer peer = server.peer().live()) {
            peer.frame(Peer.BINARY, true, "{\"type\":\"ping\"}".getBytes(UTF_8)).next("error");
            assertThat(peer.closed()).isEqualTo(4500);
        }
    }

    @Test
    void a_frame_above_its_limit_is_refused_on_an_open_connection() {
        try (Peer peer = server.peer().live()) {
            peer.send("{\"type\":\"ping\",\"pad\":\"" + "x".repeat(65_536) + "\"}");
            assertThat(peer.next("error").path("code").asText()).isEqualTo("payload_too_large");
            byte[] half = "x".repeat(40_000).getBytes(UTF_8);
            peer.frame(Peer.TEXT, false, half).frame(Peer.CONTINUATION, true, half);
            assertThat(peer.next("error").path("code").asText()).isEqualTo("payload_too_large");
            peer.send("{\"type\":\"ping\",\"ref\":1}").next("pong");
            String padded = "{\"type\":\"ping\",\"ref\":2,\"pad\":\"\"}";
            peer.send(padded.replace("\"\"}", "\"" + "x".repeat(65_536 - padded.length()) + "\"}"))
                    .next("pong");
        }
    }

    @Test
    void a_frame_above_a_mebibyte_closes_the_connection() {
        try (Peer peer = server.peer().live()) {
            peer.frame(Peer.TEXT, true, new byte[(1 << 20) + 1]);
            assertThat(peer.next("error").path("code").asText()).isEqualTo("payload_too_large");
            assertThat(peer.closed()).isEqualTo(4500);
        }
    }

    @Test
    void frames_that_violate_rfc_6455_close_the_connection() {
        try (Peer peer = server.peer().live()) {
            peer.bytes(new byte[] {(byte) 0x81, 2, '{', '}'});
            assertThat(peer.closed()).as("a frame that is not masked").isEqualTo(1002);
        }
        try (Peer peer = server.peer().live()) {
            peer.frame(Peer.CONTINUATION, true, new byte[1]);
            assertThat(peer.closed()).as("a continuation of nothing").isEqualTo(1002);
        }
    }

    @Test
    void ten_thousand_pipelined_sends_keep_their_order() throws Exception {
        int count = 10_000;
        try (Peer peer = server.peer().live()) {
            Thread writer = Thread.ofVirtual().start(() -> {
                ByteArrayOutputStream chunk = new ByteArrayOutputStream();
                for (int i = 1; i <= count; i++) {
                    chunk.writeBytes(Peer.encoded(
                            Peer.TEXT, true, send(Integer.toString(i), "m" + i).getBytes(UTF_8)));
                    if (i % 100 == 0) {
                        peer.bytes(chunk.toByteArray());
                        chunk.reset();
                    }
                }
            });
            for (int i = 1; i <= count; i++) {
                JsonNode sent = peer.next("sent");
                assertThat(sent.path("ref").asInt()).isEqualTo(i);
                assertThat(sent.path("message").path("id").asLong()).isEqualTo(i);
            }
            writer.join();
        }
        assertThat(server.live.sends).hasSize(count);
        int expected = 1;
        for (SendMessage.Command command : server.live.sends) {
            assertThat(command.text().value()).isEqualTo("m" + expected++);
        }
    }

    @Test
    void all_refusals_of_a_burst_are_answered() {
        int count = 10_000;
        server.live.sending = (command, answer) -> answer.accept(new SendMessage.Outcome.TooFast(Duration.ofMillis(1)));
        try (Peer peer = server.peer().live()) {
            ByteArrayOutputStream burst = new ByteArrayOutputStream();
            for (int i = 1; i <= count; i++) {
                burst.writeBytes(Peer.encoded(
                        Peer.TEXT, true, send(Integer.toString(i), "hi").getBytes(UTF_8)));
            }
            Thread writer = Thread.ofVirtual().start(() -> peer.bytes(burst.toByteArray()));
            for (int i = 1; i <= count; i++) {
                assertThat(peer.next("error").path("ref").asInt()).isEqualTo(i);
            }
            assertThat(writer.isAlive()).isFalse();
        }
    }

    @Test
    void requests_before_live_wait_and_are_answered_in_order_after_it() throws Exception {
        CountDownLatch caughtUp = new CountDownLatch(1);
        server.live.replaying = (session, resume) -> await(caughtUp);
        try (Peer peer = server.peer().hello()) {
            peer.next("ready");
            peer.send(send("1", "first")).send("{\"type\":\"ping\",\"ref\":2}").send(send("3", "third"));
            peer.frame(Peer.PING, true, new byte[0]);
            assertThat(peer.receive().opcode()).isEqualTo(Peer.PONG);
            assertThat(server.live.sends).isEmpty();
            caughtUp.countDown();
            peer.next("live");
            assertThat(peer.next("sent").path("ref").asInt()).isEqualTo(1);
            assertThat(peer.next("pong").path("ref").asInt()).isEqualTo(2);
            assertThat(peer.next("sent").path("ref").asInt()).isEqualTo(3);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_new_token_keeps_the_connection() {
        Instant later = Instant.now().plusSeconds(7200);
        server.authenticate = token -> token.value().equals("fresh")
                ? new Authenticate.Outcome.Authenticated(TestServer.ALICE, TestServer.PHONE, later)
                : TestServer.authenticate(token);
        try (Peer peer = server.peer().hello("soon")) {
            peer.next("ready");
            peer.next("live");
            JsonNode ok = peer.send("{\"type\":\"auth\",\"ref\":1,\"token\":\"fresh\"}")
                    .next("ok");
            assertThat(Instant.parse(ok.path("tokenExpiresAt").asText()).getEpochSecond())
                    .isEqualTo(later.getEpochSecond());
            org.awaitility.Awaitility.await()
                    .during(Duration.ofMillis(800))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> server.endpoint.connections() == 1);
            peer.send("{\"type\":\"ping\"}").next("pong");
        }
    }

    @Test
    void an_invalid_token_does_not_renew() {
        try (Peer peer = server.peer().live()) {
            assertThat(code(peer.send("{\"type\":\"auth\",\"ref\":1,\"token\":\"forged\"}")))
                    .isEqualTo("not_authenticated");
            assertThat(code(peer.send("{\"type\":\"auth\",\"ref\":1,\"token\":\"expired\"}")))
                    .isEqualTo("token_expired");
            JsonNode other =
                    peer.send("{\"type\":\"auth\",\"ref\":1,\"token\":\"bob\"}").next("error");
            assertThat(other.path("errors").path(0).path("field").asText()).isEqualTo("token");
            peer.send("{\"type\":\"auth\",\"ref\":1,\"token\":\"revoked\"}");
            assertThat(peer.closed()).isEqualTo(4502);
        }
    }

    @Test
    void events_are_sent_live() throws Exception {
        try (Peer peer = server.peer().live()) {
            server.session()
                    .show(new LiveEvent.MessageState(
                            CHAT, TestServer.message(4, 9).version(), TestServer.message(4, 9)));
            JsonNode message = peer.next("message");
            assertThat(message.path("chatId").asText()).isEqualTo(CHAT.toString());
            assertThat(message.path("version").asLong()).isEqualTo(9);
            assertThat(message.path("message").path("id").asLong()).isEqualTo(4);
            server.live.all.getFirst().show(new LiveEvent.Presence(TestServer.ALICE, true, Optional.empty()));
            assertThat(peer.next("presence")).hasSize(3);
        }
    }
}
