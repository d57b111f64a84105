package io.vestnik.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FramesTest {
    private static final UUID CHAT = UUID.fromString("0193a2b4-0000-7000-8000-000000000001");
    private static final UUID ALICE = UUID.fromString("0193a2b4-0000-7000-8000-00000000000a");

    @Test
    void a_message_event_is_read_and_its_unknown_fields_are_ignored() {
        ServerFrame frame = Frames.read(String.format(Locale.ROOT, """
            {"type":"message","chatId":"%s","version":7,"novelty":{"a":[1]},"message":{"id":3,"chatId":"%s","senderId":"%s",
             "text":"hi","sentAt":"2026-11-22T18:00:00.123Z","read":false,"version":7,"mood":"good"}}\
            """, CHAT, CHAT, ALICE));

        assertThat(frame)
                .isEqualTo(new ServerFrame.MessageEvent(
                        CHAT,
                        7,
                        new Message(
                                3,
                                CHAT,
                                ALICE,
                                "hi",
                                Instant.parse("2026-11-22T18:00:00.123Z"),
                                false,
                                7,
                                null,
                                null,
                                null)));
    }

    @Test
    void a_deleted_message_has_no_text_and_maybe_no_sender() {
        ServerFrame frame = Frames.read(String.format(Locale.ROOT, """
            {"type":"message","chatId":"%s","version":9,"message":{"id":3,"chatId":"%s","sentAt":"2026-11-22T18:00:00Z",
             "read":true,"version":9,"deletedAt":"2026-11-22T18:01:00Z","text":null}}\
            """, CHAT, CHAT));

        assertThat(frame).isInstanceOfSatisfying(ServerFrame.MessageEvent.class, event -> {
            assertThat(event.message().isDeleted()).isTrue();
            assertThat(event.message().text()).isNull();
            assertThat(event.message().senderId()).isNull();
        });
    }

    @Test
    void an_unknown_event_is_kept_unchanged_with_its_cursor() {
        String text =
                String.format(Locale.ROOT, "{\"type\":\"pinned\",\"chatId\":\"%s\",\"version\":12,\"id\":3}", CHAT);

        assertThat(Frames.read(text)).isEqualTo(new ServerFrame.UnknownEvent("pinned", CHAT, 12L, text));
        assertThat(Frames.read("{\"type\":\"weather\"}"))
                .isEqualTo(new ServerFrame.UnknownEvent("weather", null, null, "{\"type\":\"weather\"}"));
    }

    @Test
    void a_missing_list_is_read_as_empty() {
        ServerFrame frame = Frames.read(String.format(
                Locale.ROOT, "{\"type\":\"members\",\"chatId\":\"%s\",\"version\":4,\"memberCount\":300}", CHAT));

        assertThat(frame)
                .isInstanceOfSatisfying(
                        ServerFrame.MembersEvent.class,
                        event -> assertThat(event.members()).isEmpty());
    }

    @Test
    void an_error_becomes_an_exception_with_its_code_and_pause() {
        ServerFrame frame = Frames.read(
                "{\"type\":\"error\",\"ref\":5,\"code\":\"rate_limited\",\"message\":\"slower\",\"retryable\":true,\"retryAfterMs\":250}");

        assertThat(frame).isInstanceOfSatisfying(ServerFrame.Refused.class, refused -> {
            assertThat(refused.ref()).isEqualTo("5");
            assertThat(refused.asException().code()).isEqualTo("rate_limited");
            assertThat(refused.asException().retryable()).isTrue();
            assertThat(refused.asException().retryAfter()).isEqualTo(Duration.ofMillis(250));
        });
    }

    @Test
    void invalid_json_is_not_a_frame() {
        assertThatThrownBy(() -> Frames.read("hello?")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hello_lists_versions_bare_or_with_marks() {
        Hello hello = new Hello("t", Map.of(CHAT, new Hello.Cursor(17, new Hello.Marks(12, 9))), Hello.Unlisted.SKIP);

        assertThat(hello.json())
                .isEqualTo(String.format(
                        Locale.ROOT,
                        "{\"type\":\"hello\",\"v\":1,\"token\":\"t\",\"since\":{\"%s\":[17,12,9]},\"unlisted\":\"skip\"}",
                        CHAT));
        assertThat(Hello.of("t").since(Map.of(CHAT, Hello.Cursor.at(17))).json())
                .isEqualTo(String.format(
                        Locale.ROOT, "{\"type\":\"hello\",\"v\":1,\"token\":\"t\",\"since\":{\"%s\":17}}", CHAT));
        assertThat(Hello.of("t").since(Map.of()).json())
                .as("resuming with nothing: every chat comes")
                .isEqualTo("{\"type\":\"hello\",\"v\":1,\"token\":\"t\",\"since\":{}}");
        assertThat(Hello.of("t").json()).isEqualTo("{\"type\":\"hello\",\"v\":1,\"token\":\"t\"}");
    }

    @Test
    void tokens_stay_out_of_text() {
        Session session = new Session(ALICE, CHAT, "secret-a", Instant.EPOCH, "secret-r", Instant.EPOCH);

        assertThat(session.toString()).doesNotContain("secret");
        assertThat(Hello.of("secret-h").toString()).doesNotContain("secret");
    }
}
