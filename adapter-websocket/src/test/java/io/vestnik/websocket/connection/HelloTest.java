package io.vestnik.websocket.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.application.account.Authenticate;
import io.vestnik.application.limit.Limits;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.Resume;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.MessageId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HelloTest {
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

    private final TestServer server = TestServer.ordinary();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void hello_is_answered_by_ready_and_live() {
        try (Peer peer = server.peer().hello()) {
            JsonNode ready = peer.next("ready");
            assertThat(ready.path("v").asInt()).isEqualTo(1);
            assertThat(ready.path("userId").asText()).isEqualTo(TestServer.ALICE.toString());
            assertThat(ready.path("deviceId").asText()).isEqualTo(TestServer.PHONE.toString());
            assertThat(ready.path("epoch").asText()).isEqualTo("epoch-1");
            assertThat(ready.path("pingSeconds").asInt()).isEqualTo(25);
            assertThat(ready.path("tokenExpiresAt").asText())
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
            assertThat(ready.path("limits")).isEqualTo(Peer.json("""
                {"textMax":4096,"titleMax":128,"frameBytesMax":65536,"groupMembersMax":200,"largeGroup":200,\
                "sendsPerSecond":50}\
                """.getBytes(UTF_8)));
            assertThat(peer.next("live")).hasSize(1);
        }
    }

    @Test
    void no_compression_is_negotiated() {
        try (Peer peer = server.peer()) {
            assertThat(peer.response).startsWith("HTTP/1.1 101").doesNotContainIgnoringCase("deflate");
        }
    }

    @Test
    void a_connection_without_hello_is_closed_in_time() {
        Timing impatient = new Timing(
                Duration.ofMillis(100),
                Duration.ofSeconds(25),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Duration.ofMillis(20));
        try (TestServer quick = new TestServer(Limits.DEFAULT, impatient);
                Peer peer = quick.peer()) {
            assertThat(peer.next("error").path("code").asText()).isEqualTo("not_authenticated");
            assertThat(peer.closed()).isEqualTo(4501);
            assertThat(peer.atEnd()).isTrue();
        }
    }

    @Test
    void another_first_frame_is_refused() {
        closes(4501, "{\"type\":\"ping\"}");
        closes(4501, "{\"type\":\"send\",\"ref\":1}");
        closes(4501, "{\"type\":\"nonsense\"}");
        closes(4501, "{}");
    }

    @Test
    void a_first_frame_that_cannot_be_read_is_a_bad_frame() {
        closes(4500, "not json");
        closes(4500, "[1]");
        closes(4500, "null");
        closes(4500, "{\"type\":\"hello\",\"type\":\"hello\"}");
        closes(4500, "{\"type\":\"hello\"} and more");
        closes(4500, "");
    }

    @Test
    void an_invalid_hello_is_answered_with_all_its_errors() {
        try (Peer peer =
                server.peer().send("{\"type\":\"hello\",\"v\":2,\"unlisted\":\"maybe\",\"since\":{\"x\":1}}")) {
            JsonNode error = peer.next("error");
            assertThat(error.path("code").asText()).isEqualTo("invalid_request");
            assertThat(error.path("errors").findValuesAsText("field"))
                    .containsExactlyInAnyOrder("v", "token", "since", "unlisted");
            assertThat(error.path("message").asText()).contains("v must be", "token is required");
            assertThat(peer.closed()).isEqualTo(4500);
        }
    }

    @Test
    void an_invalid_since_is_a_bad_frame() {
        for (String since : new String[] {
            "17",
            "{\"x\":17}",
            "{\"" + UUID.randomUUID() + "\":-1}",
            "{\"" + UUID.randomUUID() + "\":[1,2]}",
            "{\"" + UUID.randomUUID() + "\":[1,2,\"3\"]}",
            "{\"" + UUID.randomUUID() + "\":1.5}",
            chats(Resume.CHATS_MAX + 1)
        }) {
            closes(4500, hello(since, ""));
        }
    }

    @Test
    void invalid_tokens_close_with_their_codes() {
        closes(4501, "{\"type\":\"hello\",\"v\":1,\"token\":\"forged\"}");
        closes(4001, "{\"type\":\"hello\",\"v\":1,\"token\":\"expired\"}");
        closes(4502, "{\"type\":\"hello\",\"v\":1,\"token\":\"revoked\"}");
    }

    private void closes(int code, String firstFrame) {
        try (Peer peer = server.peer().send(firstFrame)) {
            assertThat(peer.next("error").path("retryable").asBoolean()).isFalse();
            assertThat(peer.closed()).as(firstFrame).isEqualTo(code);
            assertThat(peer.atEnd()).isTrue();
        }
    }

    @Test
    void a_device_revoked_during_hello_is_detected() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        server.authenticate = token ->
                asked.getAndIncrement() == 0 ? TestServer.authenticate(token) : new Authenticate.Outcome.DeviceEnded();
        try (Peer peer = server.peer().hello()) {
            peer.next("error");
            assertThat(peer.closed()).isEqualTo(4502);
            assertThat(server.session().closed.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void an_unavailable_store_closes_with_try_again() {
        server.authenticate = token -> {
            throw new StoreUnavailableException("asking for a device");
        };
        try (Peer peer = server.peer().hello()) {
            JsonNode error = peer.next("error");
            assertThat(error.path("code").asText()).isEqualTo("unavailable");
            assertThat(error.path("retryable").asBoolean()).isTrue();
            assertThat(peer.closed()).isEqualTo(1013);
        }
    }

    @Test
    void a_bug_during_hello_closes_as_internal() {
        server.authenticate = token -> {
            throw new IllegalStateException("a bug, on purpose");
        };
        try (Peer peer = server.peer().hello()) {
            assertThat(peer.next("error").path("code").asText()).isEqualTo("internal");
            assertThat(peer.closed()).isEqualTo(1011);
        }
    }

    @Test
    void binary_and_invalid_utf8_are_bad_frames() {
        try (Peer peer = server.peer().frame(Peer.BINARY, true, new byte[] {1, 2, 3})) {
            peer.next("error");
            assertThat(peer.closed()).isEqualTo(4500);
        }
        byte[] invalid = "{\"type\":\"hello\",\"v\":1,\"token\":\"alice?\"}".getBytes(UTF_8);
        invalid[invalid.length - 3] = (byte) 0xc3;
        try (Peer peer = server.peer().frame(Peer.TEXT, true, invalid)) {
            assertThat(peer.next("error").path("message").asText()).contains("UTF-8");
            assertThat(peer.closed()).isEqualTo(4500);
        }
    }

    @Test
    void a_fragmented_hello_is_assembled_with_pings_in_between() {
        try (Peer peer = server.peer()) {
            byte[] hello = "{\"type\":\"hello\",\"v\":1,\"token\":\"alice\"}".getBytes(UTF_8);
            for (int i = 0; i < hello.length; i++) {
                peer.frame(i == 0 ? Peer.TEXT : Peer.CONTINUATION, false, new byte[] {hello[i]});
            }
            peer.frame(Peer.PING, true, "still here".getBytes(UTF_8));
            assertThat(peer.receive().text()).isEqualTo("still here");
            peer.frame(Peer.CONTINUATION, true, new byte[0]);
            peer.next("ready");
            peer.next("live");
        }
    }

    @Test
    void a_hello_carries_the_cursors_of_chats() throws Exception {
        BlockingQueue<Resume> resumes = new LinkedBlockingQueue<>();
        server.live.replaying = (session, resume) -> {
            resumes.add(resume);
            session.sink.replay(new LiveEvent.Gap(TestServer.CHAT, new ChatVersion(9)));
        };
        ChatId other = new ChatId(UUID.randomUUID());
        try (Peer peer = server.peer()
                .send(hello(
                        String.format(Locale.ROOT, "{\"%s\":17,\"%s\":[18,12,9]}", TestServer.CHAT, other),
                        ",\"unlisted\":\"skip\""))) {
            peer.next("ready");
            assertThat(peer.next("gap").path("version").asLong()).isEqualTo(9);
            peer.next("live");
        }
        assertThat(resumes.poll(10, TimeUnit.SECONDS))
                .isEqualTo(new Resume.Since(
                        Map.of(
                                TestServer.CHAT,
                                new Resume.Cursor(new ChatVersion(17), Optional.empty()),
                                other,
                                new Resume.Cursor(
                                        new ChatVersion(18),
                                        Optional.of(new Resume.Marks(new MessageId(12), new MessageId(9))))),
                        Resume.Unlisted.SKIP));
        try (Peer peer = server.peer().send(hello("{}", ""))) {
            peer.next("ready");
        }
        assertThat(resumes.poll(10, TimeUnit.SECONDS)).isEqualTo(new Resume.Since(Map.of(), Resume.Unlisted.SEND));
        try (Peer peer = server.peer().hello()) {
            peer.next("ready");
        }
        assertThat(resumes.poll(10, TimeUnit.SECONDS)).isEqualTo(new Resume.Fresh());
    }

    @Test
    void a_hello_may_list_five_thousand_chats() {
        try (Peer peer = server.peer().send(hello(chats(Resume.CHATS_MAX), ""))) {
            peer.next("ready");
            peer.next("live");
        }
    }

    @Test
    void a_hello_beyond_a_mebibyte_is_not_read() {
        try (Peer peer = server.peer()) {
            byte[] part = new byte[64 * 1024];
            java.util.Arrays.fill(part, (byte) ' ');
            for (int i = 0; i < 16; i++) {
                peer.frame(i == 0 ? Peer.TEXT : Peer.CONTINUATION, false, part);
            }
            peer.frame(Peer.CONTINUATION, false, new byte[1]);
            assertThat(peer.next("error").path("code").asText()).isEqualTo("payload_too_large");
            assertThat(peer.closed()).isEqualTo(4500);
        }
    }

    @Test
    void unauthenticated_connections_per_address_are_bounded() {
        List<Peer> waiting = Stream.generate(server::peer).limit(64).toList();
        try (Peer refused = server.peer()) {
            assertThat(refused.response).startsWith("HTTP/1.1 429").containsIgnoringCase("Retry-After: 10");
        }
        waiting.getFirst().live();
        await().untilAsserted(() -> {
            try (Peer peer = server.peer()) {
                assertThat(peer.response).startsWith("HTTP/1.1 101");
            }
        });
        waiting.forEach(Peer::close);
    }

    @Test
    void concurrent_handshakes_of_an_address_never_exceed_its_bound() {
        List<CompletableFuture<Peer>> coming = Stream.generate(
                        () -> CompletableFuture.supplyAsync(server::peer, THREADS))
                .limit(160)
                .toList();
        List<Peer> peers = coming.stream().map(CompletableFuture::join).toList();

        assertThat(peers.stream().filter(peer -> peer.response.startsWith("HTTP/1.1 101")))
                .hasSize(64);
        peers.forEach(Peer::close);
    }

    @Test
    void a_closed_connection_closes_its_live_session() throws Exception {
        try (Peer peer = server.peer().live()) {
            peer.frame(Peer.CLOSE, true, new byte[] {3, (byte) 0xe8});
            assertThat(peer.closed()).isEqualTo(1000);
        }
        assertThat(server.session().closed.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(server.closeCodes.closed.poll(10, TimeUnit.SECONDS)).isEqualTo(1000);
    }

    private static String hello(String since, String more) {
        return "{\"type\":\"hello\",\"v\":1,\"token\":\"alice\",\"since\":" + since + more + "}";
    }

    private static String chats(int count) {
        StringBuilder chats = new StringBuilder("{");
        for (int i = 0; i < count; i++) {
            chats.append(i == 0 ? "" : ",").append('"').append(new UUID(i, i)).append("\":[1000000,1000000,1000000]");
        }
        return chats.append('}').toString();
    }
}
