package io.vestnik.faults.run.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.checker.CheckReport;
import io.vestnik.checker.HistoryFiles;
import io.vestnik.checker.Law;
import io.vestnik.client.Chat;
import io.vestnik.client.HistoryPage;
import io.vestnik.client.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Histories of forged clients pass through the same files as those of a run. A violation makes the check fail.
class ForgedClientTest {
    private static final UUID CHAT = UUID.fromString("01936f0e-7b3a-7c54-9c8e-2f4b6a8d0e21");
    private static final UUID USER = UUID.fromString("01936f0e-7b3a-7c54-9c8e-000000000000");
    private static final Instant SENT_AT = Instant.parse("2026-11-22T18:00:00.123Z");

    @TempDir
    private Path directory;

    private final Users users = new Users();
    private final Traffic traffic = new Traffic();
    private FrameHistory frames;
    private HttpHistory http;
    private RunHistory run;

    @BeforeEach
    void connect() {
        users.add(USER, 0);
        frames = new FrameHistory(History.ofClient(directory, 0), users, traffic);
        http = new HttpHistory(frames, users, traffic);
        run = new RunHistory(directory);
        frames.frameSent("{\"type\":\"hello\",\"v\":1,\"token\":\"t\",\"since\":{}}");
        frames.frameReceived("{\"type\":\"ready\",\"epoch\":\"e\"}");
        frames.frameReceived("{\"type\":\"chat\",\"chatId\":\"" + CHAT
                + "\",\"version\":1,\"chat\":{\"myRole\":\"owner\",\"lastMessageId\":0}}");
        frames.frameReceived("{\"type\":\"live\"}");
    }

    private static Message message(long id) {
        return new Message(
                id,
                CHAT,
                USER,
                new SentText(0, id).with(" hello"),
                SENT_AT.plusSeconds(id),
                false,
                id + 1,
                null,
                null,
                null);
    }

    /// Sends the message with a number, and receives its acknowledgement with the same number as its id.
    private void send(long number) {
        frames.frameSent("{\"type\":\"send\",\"ref\":" + number + ",\"chatId\":\"" + CHAT
                + "\",\"key\":\"k\",\"text\":\"" + message(number).text() + "\"}");
        Message stored = message(number);
        frames.frameReceived("{\"type\":\"sent\",\"ref\":" + number + ",\"version\":" + stored.version()
                + ",\"duplicate\":false,\"message\":{\"id\":" + number + ",\"chatId\":\"" + CHAT + "\",\"senderId\":\""
                + USER + "\",\"text\":\"" + stored.text() + "\",\"sentAt\":\"" + stored.sentAt()
                + "\",\"read\":false,\"version\":" + stored.version() + "}}");
    }

    private CheckReport finish(List<Message> stored) throws IOException {
        run.quiet();
        long request = http.asking(CHAT);
        http.page(request, new HistoryPage(CHAT, stored, 200, 0, stored.size()));
        http.state(new Chat(
                CHAT,
                "group",
                null,
                USER,
                SENT_AT,
                1,
                stored.size() + 1L,
                stored.size(),
                SENT_AT,
                null,
                null,
                "owner",
                0,
                0,
                0));
        run.close();
        frames.history().close();
        return HistoryFiles.check(directory);
    }

    @Test
    void a_lawful_history_passes() throws IOException {
        send(1);
        send(2);
        CheckReport report = finish(List.of(message(1), message(2)));
        assertThat(report.examples()).isEmpty();
        assertThat(report.isLawful()).isTrue();
        assertThat(report.sends().acknowledged()).isEqualTo(2);
        assertThat(report.messagesCompared()).isEqualTo(2);
    }

    @Test
    void an_acknowledged_message_that_is_not_stored_fails() throws IOException {
        send(1);
        send(2);
        CheckReport report = finish(List.of(message(1)));
        assertThat(report.isLawful()).isFalse();
        assertThat(report.violations().get(Law.L3)).isPositive();
    }

    @Test
    void a_missing_version_after_live_fails() throws IOException {
        send(1);
        send(3);
        CheckReport report = finish(List.of(message(1), message(2), message(3)));
        assertThat(report.violations().get(Law.L4)).isPositive();
    }

    @Test
    void a_fault_is_counted_with_its_recovery() throws IOException {
        send(1);
        run.fault("kill-server", DataEffect.NONE);
        send(2);
        CheckReport report = finish(List.of(message(1), message(2)));
        assertThat(report.faults().get("kill-server"))
                .isNotNull()
                .satisfies(times -> assertThat(times.count()).isOne())
                .satisfies(times -> assertThat(times.notRecovered()).isZero());
    }
}
