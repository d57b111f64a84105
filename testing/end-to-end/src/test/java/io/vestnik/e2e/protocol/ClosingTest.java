package io.vestnik.e2e.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.application.limit.Limits;
import io.vestnik.e2e.LocalServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClosingTest extends ProtocolTest {

    @Test
    void an_invalid_frame_is_answered_and_closes_the_connection() {
        for (String first : List.of("rubbish", "[]", "\"hello\"")) {
            Line line = alice.dials().says(first);
            line.next("error");
            assertThat(line.closeCode()).as(first).isEqualTo(4500);
        }
        Line later = alice.connects().says("not json");
        later.next("error");
        assertThat(later.closeCode()).isEqualTo(4500);
        Line binary = alice.connects();
        binary.socket().binary(new byte[] {1, 2, 3});
        binary.next("error");
        assertThat(binary.closeCode()).isEqualTo(4500);
    }

    @Test
    void an_invalid_hello_closes_the_connection() {
        Line another = alice.dials().says(json("{'type':'ping','ref':1}"));
        another.next("error");
        assertThat(another.closeCode()).isEqualTo(4501);
        String forged = alice.token().substring(0, alice.token().length() - 5) + "AAAAA";
        Line forger = alice.dials().says(json("{'type':'hello','v':1,'token':'%s'}", forged));
        assertThat(forger.next("error").path("code").asText()).isEqualTo("not_authenticated");
        assertThat(forger.closeCode()).isEqualTo(4501);
    }

    @Test
    void a_revoked_device_is_disconnected_and_cannot_reconnect() {
        Line line = alice.connects();
        Line other = alice.onAnotherDevice().connects();
        alice.post("/auth/logout", "").expect(204);
        assertThat(line.closeCode()).isEqualTo(4502);
        Line again = alice.dials().says(json("{'type':'hello','v':1,'token':'%s'}", alice.token()));
        assertThat(again.closeCode()).isIn(4501, 4502);
        assertThat(other.asks("ping", "").path("type").asText()).isEqualTo("pong");
    }

    @Test
    void a_connection_beyond_the_limit_closes_the_oldest() {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < 33; i++) {
            lines.add(alice.connects());
        }
        assertThat(lines.getFirst().closeCode()).isEqualTo(4504);
        assertThat(lines.get(1).asks("ping", "").path("type").asText()).isEqualTo("pong");
        assertThat(lines.getLast().asks("ping", "").path("type").asText()).isEqualTo("pong");
    }

    @Test
    void rate_limited_sends_have_a_retry_time_and_keep_their_order() {
        Limits slow = new Limits(200, 5, 0, 0, 0, 0, 0, 32, 64, 1 << 20);
        try (LocalServer server = LocalServer.start(setup(store()).limits(slow))) {
            Actor sender = Actor.registers(server, "Sender");
            String chat = sender.founds();
            try (Line line = sender.connects()) {
                String send = "'chatId':'%s','key':'%s','text':'%d'";
                List<String> keys = new ArrayList<>();
                List<JsonNode> answers = new ArrayList<>();
                List<Integer> refs = new ArrayList<>();
                for (int i = 0; i < 16; i++) {
                    keys.add(key());
                    refs.add(line.requests("send", send, chat, keys.get(i), i));
                }
                refs.forEach(ref -> answers.add(line.answer(ref)));
                int refused = each(answers, "type").indexOf("error");
                assertThat(refused).as("a burst is twice what a second gives").isBetween(10, 15);
                for (JsonNode error : answers.subList(refused, 16)) {
                    assertThat(error.path("code").asText()).isEqualTo("rate_limited");
                    assertThat(error.path("retryable").asBoolean()).isTrue();
                    assertThat(error.path("retryAfterMs").asLong()).isPositive();
                }
                // The refused sends are repeated in order until they are accepted, so that the order is kept.
                for (int i = refused; i < 16; i++) {
                    String again = json(send, chat, keys.get(i), i);
                    await().atMost(Duration.ofSeconds(30))
                            .pollInterval(Duration.ofMillis(200))
                            .until(() -> line.asks("send", again)
                                    .path("type")
                                    .asText()
                                    .equals("sent"));
                }
                assertThat(each(sender.get("/history/%s", chat).json().path("items"), "text"))
                        .containsExactlyElementsOf(IntStream.range(0, 16)
                                .mapToObj(Integer::toString)
                                .toList());
            }
        }
    }

    @Test
    void a_flood_of_frames_closes_its_connection() {
        Limits slow = new Limits(200, 5, 0, 0, 0, 0, 0, 32, 64, 1 << 20);
        try (LocalServer server = LocalServer.start(setup(store()).limits(slow))) {
            try (Line line = Actor.registers(server, "Flooder").connects()) {
                for (int i = 0; i < 5_000 && line.isOpen(); i++) {
                    line.requests("ping", "");
                }
                assertThat(line.closeCode()).isEqualTo(4503);
            }
        }
    }

    @Test
    void a_stopping_server_finishes_accepted_requests_and_sends_a_close_frame() {
        LocalServer server = LocalServer.start(setup(store()));
        Line line;
        List<Integer> refs = new ArrayList<>();
        try (server) {
            Actor sender = Actor.registers(server, "Sender");
            String chat = sender.founds();
            line = sender.connects();
            for (int i = 0; i < 200; i++) {
                refs.add(line.requests("send", "'chatId':'%s','key':'%s','text':'%d'", chat, key(), i));
            }
            line.answer(refs.getFirst());
        }
        assertThat(line.closeCode()).isEqualTo(4000);
        // Requests that were not accepted were not stored; accepted requests were answered in order.
        List<Integer> answered = line.rest().stream()
                .filter(frame -> frame.path("type").asText().equals("sent"))
                .map(frame -> frame.path("ref").asInt())
                .toList();
        assertThat(answered).isEqualTo(refs.subList(1, 1 + answered.size()));
    }
}
