package io.vestnik.http.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Changes;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import io.vestnik.http.Samples;
import io.vestnik.http.endpoint.HistoryRoutes.History;
import io.vestnik.http.endpoint.HistoryRoutes.Window;
import io.vestnik.http.route.Shapes;
import io.vestnik.wire.body.MessageBody;
import io.vestnik.wire.json.Json;
import io.vestnik.wire.json.MalformedJsonException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages of messages: their JSON, and the memory that it takes.
final class PagesTest {
    private static final ChatId CHAT = new ChatId(UUID.fromString("01936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f"));
    private static final Instant TIME = Instant.parse("2026-11-22T18:00:00.120Z");
    private static final String MESSAGE = "{\"id\":1,\"chatId\":\"" + CHAT + "\",\"senderId\":\"" + new UUID(1, -1)
            + "\",\"text\":\"привет\",\"sentAt\":\"2026-11-22T18:00:00.120Z\",\"read\":false,\"version\":2}";

    private static Message message(int id, String text) {
        return new Message(
                new MessageId(id),
                CHAT,
                new UserId(new UUID(id, -id)),
                Optional.of(new MessageText(text)),
                TIME,
                false,
                new ChatVersion(id + 1L),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static List<MessageBody> bodies(int count, String text) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(id -> MessageBody.of(message(id, text)))
                .toList();
    }

    private static String text(ByteBuffer json) {
        return UTF_8.decode(json.duplicate()).toString();
    }

    @Test
    void a_page_of_the_history_has_the_json_of_the_contract() {
        History empty = new History(CHAT, List.of(), 200, 1L << 53, 1_000_000);
        assertThat(text(Json.buffer(Shapes.of(History.class), empty)))
                .isEqualTo(String.format(
                        Locale.ROOT,
                        "{\"chatId\":\"%s\",\"items\":[],\"limit\":200,\"offset\":9007199254740992,\"total\":1000000}",
                        CHAT));
        History one = new History(CHAT, bodies(1, "привет"), 50, 0, 1);
        assertThat(text(Json.buffer(Shapes.of(History.class), one)))
                .contains("\"items\":[" + MESSAGE + "],\"limit\":50");
        History two = new History(CHAT, bodies(2, "привет"), 50, 0, 2);
        assertThat(text(Json.buffer(Shapes.of(History.class), two))).contains("\"items\":[" + MESSAGE + ",{\"id\":2,");
    }

    @Test
    void a_window_has_the_json_of_the_contract() {
        assertThat(text(Json.buffer(Shapes.of(Window.class), new Window(bodies(1, "привет"), true))))
                .isEqualTo("{\"items\":[" + MESSAGE + "],\"hasMore\":true}");
    }

    @Test
    void changes_have_the_json_of_the_contract() throws MalformedJsonException {
        Message changed = message(1, "привет");
        Changes changes = new Changes(
                new ChatVersion(99),
                false,
                List.of(
                        new ChatEvent.MembersChanged(
                                CHAT,
                                new ChatVersion(1),
                                Samples.group(),
                                List.of(Samples.member(Role.OWNER)),
                                List.of(),
                                Optional.empty()),
                        new ChatEvent.MessageChanged(CHAT, changed.version(), changed)));
        String json = text(Json.buffer(Shapes.of(ChangesBody.class), ChangesBody.of(changes)));
        assertThat(json)
                .startsWith("{\"version\":99,\"complete\":false,\"chat\":{")
                .endsWith("\"messages\":[" + MESSAGE + "]}");
        assertThat(Json.parse(json).at("/members/0/role").textValue()).isEqualTo("owner");
    }

    /// A page that outgrows its buffer is copied, and then takes three times its memory.
    @ParameterizedTest
    @ValueSource(strings = {"a", "я", "€", "😀", "\t", "\"", "\\", "a\u0001😀"})
    void the_memory_of_a_page_does_not_grow_while_it_is_written(String character) throws MalformedJsonException {
        String text = "\u0001".repeat(100) + character.repeat(1000);
        int messages = 3;
        ByteBuffer written = Json.buffer(Shapes.of(Window.class), new Window(bodies(messages, text), true));
        // The counted size may be too high by one byte for each object, so the buffer may have as many unused bytes. If
        // the buffer had grown, its capacity would have at least doubled.
        assertThat(written.capacity() - written.remaining()).isBetween(0, messages + 1);
        assertThat(Json.parse(text(written)).at("/items/2/text").textValue()).isEqualTo(text);
    }
}
