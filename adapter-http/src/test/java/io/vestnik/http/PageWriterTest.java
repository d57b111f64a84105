package io.vestnik.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Changes;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog.HistoryPage;
import io.vestnik.domain.message.MessageLog.MessageWindow;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import io.vestnik.http.HistoryRoutes.History;
import io.vestnik.http.HistoryRoutes.HistoryRequest;
import io.vestnik.http.HistoryRoutes.Window;
import io.vestnik.wire.ChangesBody;
import io.vestnik.wire.Json;
import io.vestnik.wire.MalformedJsonException;
import io.vestnik.wire.MessageBody;
import io.vestnik.wire.MessageJson;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages of [PageWriter] equal the JSON of the declared records.
final class PageWriterTest {
    private static final ChatId CHAT = new ChatId(UUID.fromString("01936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f"));
    private static final Instant TIME = Instant.parse("2026-11-22T18:00:00.120Z");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 50})
    void pages_of_the_history_are_written_as_declared(int messages) throws MalformedJsonException {
        HistoryRequest request = new HistoryRequest(CHAT, 200, 1L << 53);
        HistoryPage page = new HistoryPage(messages(messages), 1_000_000);
        History declared = new History(CHAT, bodies(page.messages()), request.limit(), request.offset(), page.total());
        assertThat(parsed(PageWriter.history(request, page)))
                .isEqualTo(Json.parse(Json.bytes(Shapes.of(History.class), declared)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void windows_are_written_as_declared(boolean more) throws MalformedJsonException {
        MessageWindow window = new MessageWindow(messages(3), more);
        Window declared = new Window(bodies(window.messages()), more);
        assertThat(parsed(PageWriter.window(window)))
                .isEqualTo(Json.parse(Json.bytes(Shapes.of(Window.class), declared)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 50})
    void changes_are_written_as_declared(int messages) throws MalformedJsonException {
        List<ChatEvent.Versioned> events = new ArrayList<>();
        events.add(new ChatEvent.MembersChanged(
                CHAT,
                new ChatVersion(1),
                Samples.group(),
                List.of(Samples.member(Role.OWNER)),
                List.of(),
                Optional.empty()));
        messages(messages)
                .forEach(message -> events.add(new ChatEvent.MessageChanged(CHAT, message.version(), message)));
        Changes changes = new Changes(new ChatVersion(99), false, events);
        assertThat(parsed(PageWriter.changes(changes)))
                .isEqualTo(Json.parse(Json.bytes(Shapes.of(ChangesBody.class), ChangesBody.of(changes))));
    }

    /// A page that outgrows its buffer is copied, which takes three times its memory.
    @ParameterizedTest
    @ValueSource(strings = {"a", "я", "€", "😀", "\t", "\"", "\\", "a\u0001😀"})
    void the_memory_of_a_page_does_not_grow_while_it_is_written(String character) {
        String text = "\u0001".repeat(100) + character.repeat(1000);
        List<Message> messages = IntStream.rangeClosed(1, 3)
                .mapToObj(id -> message(id, Optional.of(new MessageText(text))))
                .toList();
        ByteBuffer written = PageWriter.window(new MessageWindow(messages, true));
        int reserved = PageWriter.OVERHEAD_BYTES
                + messages.stream().mapToInt(MessageJson::bytes).sum();
        assertThat(written.capacity()).isEqualTo(reserved);
    }

    @Test
    void a_page_of_escaped_characters_outgrows_its_estimate() throws MalformedJsonException {
        Message message = message(1, Optional.of(new MessageText("\t\"\\я😀".repeat(500))));
        HistoryPage page = new HistoryPage(List.of(message), 1);
        assertThat(parsed(PageWriter.history(new HistoryRequest(CHAT, 50, 0), page))
                        .at("/items/0/text")
                        .textValue())
                .isEqualTo(message.text().orElseThrow().value());
    }

    private static JsonNode parsed(ByteBuffer written) throws MalformedJsonException {
        byte[] bytes = new byte[written.remaining()];
        written.duplicate().get(bytes);
        return Json.parse(bytes);
    }

    private static List<MessageBody> bodies(List<Message> messages) {
        return messages.stream().map(MessageBody::of).toList();
    }

    private static List<Message> messages(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> message(i, i % 3 == 0 ? Optional.empty() : Optional.of(new MessageText("привет " + i))))
                .toList();
    }

    private static Message message(int id, Optional<MessageText> text) {
        return new Message(
                new MessageId(id),
                CHAT,
                new UserId(new UUID(id, -id)),
                text,
                TIME.plusMillis(id * 86_399_999L),
                id % 2 == 0,
                new ChatVersion(id + 1L),
                id > 1 ? Optional.of(new MessageId(id - 1L)) : Optional.empty(),
                id % 5 == 0 ? Optional.of(TIME) : Optional.empty(),
                text.isEmpty() ? Optional.of(TIME.plusNanos(1_000_000)) : Optional.empty());
    }
}
