package io.vestnik.attacks.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Each broken law is found in the history of a fake server.
class LedgerTest {
    private static final String CHAT = "chat";

    private final Ledger ledger = new Ledger();
    private HttpServer server;
    private volatile String history = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/history/", exchange -> {
            byte[] body = history.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        ledger.watch(CHAT, "token");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void a_correct_history_breaks_no_law() throws IOException {
        history(message(1, "a"), message(2, "b"));
        acknowledged(0, "k1", "a", 1, false);
        acknowledged(1, "k2", "b", 2, false);
        acknowledged(0, "k1", "a", 1, true);
        assertThat(check()).isEmpty();
    }

    @Test
    void a_lost_message_is_found() throws IOException {
        history(message(1, "a"));
        acknowledged(0, "k1", "a", 2, false);
        assertThat(check()).singleElement().asString().startsWith("lost");
    }

    @Test
    void another_text_is_found() throws IOException {
        history(message(1, "b"));
        acknowledged(0, "k1", "a", 1, false);
        assertThat(check()).singleElement().asString().startsWith("other content");
    }

    @Test
    void a_hole_in_the_ids_is_found() throws IOException {
        history(message(1, "a"), message(3, "b"));
        assertThat(check()).isNotEmpty().allMatch(breach -> breach.startsWith("hole"));
    }

    @Test
    void an_inverted_pair_is_found() throws IOException {
        history(message(1, "b"), message(2, "a"));
        acknowledged(0, "k1", "a", 2, false);
        acknowledged(1, "k2", "b", 1, false);
        assertThat(check()).singleElement().asString().startsWith("out of order");
    }

    @Test
    void two_first_answers_for_one_key_are_found() throws IOException {
        history(message(1, "a"));
        ledger.add(new Acknowledged("one", 0, CHAT, "k1", "a", 1, false));
        ledger.add(new Acknowledged("other", 0, CHAT, "k1", "a", 1, false));
        assertThat(check()).singleElement().asString().startsWith("two first answers");
    }

    @Test
    void one_id_for_two_keys_is_found() throws IOException {
        history(message(1, "a"));
        ledger.add(new Acknowledged("one", 0, CHAT, "k1", "a", 1, false));
        ledger.add(new Acknowledged("other", 0, CHAT, "k2", "a", 1, false));
        assertThat(check()).singleElement().asString().startsWith("one id for two keys");
    }

    @Test
    void a_text_that_is_stored_under_two_ids_is_found() throws IOException {
        history(message(1, "a"), message(2, "b"), message(3, "a"));
        acknowledged(0, "k1", "a", 1, false);
        acknowledged(1, "k2", "b", 2, false);
        assertThat(check())
                .singleElement()
                .asString()
                .startsWith("stored twice")
                .contains("[1, 3]");
    }

    @Test
    void a_text_that_was_sent_under_two_keys_may_be_stored_twice() throws IOException {
        history(message(1, "a"), message(2, "a"));
        acknowledged(0, "k1", "a", 1, false);
        // The answer to this send was lost.
        ledger.sending(CHAT, "k2", "a");
        assertThat(check()).isEmpty();
    }

    @Test
    void a_text_that_was_not_acknowledged_is_stored_once_at_most() throws IOException {
        history(message(1, "a"), message(2, "a"));
        ledger.sending(CHAT, "k1", "a");
        ledger.sending(CHAT, "k1", "a");
        ledger.sending("another chat", "k2", "a");
        assertThat(check()).singleElement().asString().startsWith("stored twice");
    }

    @Test
    void seeded_and_altered_texts_are_not_counted() throws IOException {
        history(
                message(1, "seeded"),
                message(2, "seeded"),
                "{\"id\":3,\"text\":\"a\",\"editedAt\":\"2026-01-01T00:00:00Z\"}",
                message(4, "a"));
        acknowledged(0, "k1", "a", 4, false);
        assertThat(check()).isEmpty();
    }

    private void acknowledged(long sequence, String key, String text, long id, boolean duplicate) {
        ledger.add(new Acknowledged("line", sequence, CHAT, key, text, id, duplicate));
    }

    private void history(String... messages) {
        int last = messages.length == 2 && messages[1].contains("\"id\":3") ? 3 : messages.length;
        history = "{\"total\":" + last + ",\"items\":[" + String.join(",", messages) + "]}";
    }

    private static String message(long id, String text) {
        return "{\"id\":" + id + ",\"text\":\"" + text + "\"}";
    }

    private List<String> check() throws IOException {
        return ledger.check(new Entrance(server.getAddress().getPort(), new Addresses(250)));
    }
}
