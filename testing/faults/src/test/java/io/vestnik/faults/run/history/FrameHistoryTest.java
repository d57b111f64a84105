package io.vestnik.faults.run.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vestnik.client.Closed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests the lines that frames become.
class FrameHistoryTest {
    private static final UUID USER = UUID.fromString("01936f0e-7b3a-7c54-9c8e-000000000007");
    private static final String CHAT = "01936f0e-7b3a-7c54-9c8e-2f4b6a8d0e21";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path directory;

    private final Users users = new Users();
    private final Traffic traffic = new Traffic();
    private History history;
    private FrameHistory frames;
    private long nanos = System.nanoTime();

    @BeforeEach
    void begin() {
        users.add(USER, 7);
        history = History.ofClient(directory, 7);
        frames = new FrameHistory(history, users, traffic);
    }

    @AfterEach
    void end() {
        history.close();
    }

    private void sent(String frame) {
        frames.sent(++nanos, frame);
    }

    private void received(String frame) {
        frames.received(++nanos, frame);
    }

    private void connect() {
        sent("{\"type\":\"hello\",\"v\":1,\"token\":\"t\",\"since\":{\"" + CHAT + "\":[17,12,9]}}");
        received("{\"type\":\"ready\",\"epoch\":\"e\"}");
        received("{\"type\":\"live\"}");
    }

    private void send(String ref, long number) {
        sent("{\"type\":\"send\",\"ref\":\"" + ref + "\",\"chatId\":\"" + CHAT + "\",\"key\":\"k\",\"text\":\""
                + new SentText(7, number).with(" hello") + "\"}");
    }

    private static String message(long id, long version, long number) {
        return "{\"id\":" + id + ",\"chatId\":\"" + CHAT + "\",\"senderId\":\"" + USER + "\",\"text\":\"#7:" + number
                + "# hello\",\"sentAt\":\"2026-11-22T18:00:00.123Z\",\"read\":false,\"version\":" + version + "}";
    }

    private static String sentFrame(String ref, long id, long number) {
        return "{\"type\":\"sent\",\"ref\":\"" + ref + "\",\"version\":18,\"duplicate\":false,\"message\":"
                + message(id, 18, number) + "}";
    }

    private List<JsonNode> lines() throws IOException {
        history.close();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve("client-007.jsonl"))) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    private static List<String> events(List<JsonNode> lines) {
        return lines.stream().map(line -> line.path("e").asText()).toList();
    }

    @Test
    void a_connection_with_a_send_becomes_lines() throws IOException {
        connect();
        send("1", 3);
        assertThat(traffic.inFlight()).isOne();
        received(sentFrame("1", 13, 3));
        frames.ended(++nanos, 4000);
        assertThat(traffic.inFlight()).isZero();
        List<JsonNode> lines = lines();
        assertThat(events(lines)).containsExactly("client", "open", "hello", "ready", "live", "send", "sent", "close");
        assertThat(lines.get(2).path("since").path(CHAT).asLong()).isEqualTo(17);
        assertThat(lines.get(5).path("seq").asLong()).isEqualTo(3);
        JsonNode message = lines.get(6).path("m");
        assertThat(message.path("id").asLong()).isEqualTo(13);
        assertThat(message.path("from").asInt()).isEqualTo(7);
        assertThat(message.path("seq").asLong()).isEqualTo(3);
        assertThat(message.path("user").asInt()).isEqualTo(7);
        assertThat(lines.get(7).path("code").asInt()).isEqualTo(4000);
        assertThat(lines).allMatch(line -> line.path("c").asInt() == 7);
    }

    @Test
    void an_unanswered_send_is_lost_at_the_end_of_its_connection() throws IOException {
        connect();
        send("1", 1);
        frames.ended(++nanos, Closed.ABNORMAL);
        assertThat(traffic.losses()).isOne();
        assertThat(traffic.inFlight()).isZero();
        assertThat(events(lines())).endsWith("send", "close");
    }

    @Test
    void late_frames_and_the_late_end_of_the_connection_before_are_ignored() throws IOException {
        connect();
        sent("{\"type\":\"hello\",\"v\":1,\"token\":\"t\"}");
        received("{\"type\":\"skipped\",\"chatId\":\"" + CHAT + "\",\"version\":18}");
        frames.ended(++nanos, Closed.ABNORMAL);
        received("{\"type\":\"ready\",\"epoch\":\"e\"}");
        assertThat(events(lines()))
                .containsExactly("client", "open", "hello", "ready", "live", "close", "open", "hello", "ready");
    }

    @Test
    void an_answer_without_a_request_is_recorded() throws IOException {
        connect();
        received(sentFrame("9", 13, 3));
        JsonNode last = lines().getLast();
        assertThat(last.path("e").asText()).isEqualTo("answer");
        assertThat(last.path("r").asLong()).isZero();
    }

    @Test
    void a_read_mark_is_recorded_with_its_answer() throws IOException {
        connect();
        sent("{\"type\":\"read\",\"ref\":5,\"chatId\":\"" + CHAT + "\",\"upTo\":12}");
        received("{\"type\":\"ok\",\"ref\":5,\"readUpTo\":12}");
        List<JsonNode> lines = lines();
        assertThat(events(lines)).endsWith("ask", "mark", "answer", "marked");
        assertThat(lines.getLast().path("r").asLong())
                .isEqualTo(lines.get(lines.size() - 2).path("r").asLong());
    }

    @Test
    void members_of_the_run_are_recorded_by_their_numbers() throws IOException {
        connect();
        received("{\"type\":\"members\",\"chatId\":\"" + CHAT + "\",\"version\":18,\"members\":[{\"userId\":\"" + USER
                + "\"},{\"userId\":\"" + UUID.randomUUID() + "\",\"role\":\"member\"}],\"memberCount\":2}");
        JsonNode members = lines().getLast().path("members");
        assertThat(members.size()).isOne();
        assertThat(members.path("7").asBoolean(true)).isFalse();
    }

    @Test
    void the_times_of_the_lines_never_run_back() throws IOException {
        connect();
        frames.sent(nanos - 100, "{\"type\":\"read\",\"ref\":5,\"chatId\":\"" + CHAT + "\",\"upTo\":12}");
        List<JsonNode> lines = lines();
        for (int i = 1; i < lines.size(); i++) {
            assertThat(lines.get(i).path("t").asLong())
                    .isGreaterThanOrEqualTo(lines.get(i - 1).path("t").asLong());
        }
    }

    @Test
    void another_history_begins_with_the_next_connection(@TempDir Path other) throws IOException {
        connect();
        History next = History.ofClient(other, 7);
        frames.begin(next);
        received("{\"type\":\"skipped\",\"chatId\":\"" + CHAT + "\",\"version\":18}");
        frames.ended(++nanos, Closed.ABNORMAL);
        sent("{\"type\":\"hello\",\"v\":1,\"token\":\"t\"}");
        next.close();
        assertThat(events(lines())).containsExactly("client", "open", "hello", "ready", "live");
        assertThat(Files.readAllLines(other.resolve("client-007.jsonl")))
                .hasSize(3)
                .last()
                .asString()
                .contains("\"e\":\"hello\"")
                .contains("\"n\":1");
    }
}
