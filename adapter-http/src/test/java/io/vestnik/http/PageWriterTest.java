package io.vestnik.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog.HistoryPage;
import io.vestnik.domain.message.MessageLog.MessageWindow;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import io.vestnik.http.HistoryRoutes.History;
import io.vestnik.http.HistoryRoutes.HistoryRequest;
import io.vestnik.http.HistoryRoutes.Window;
import io.vestnik.wire.Json;
import io.vestnik.wire.MalformedJsonException;
import io.vestnik.wire.MessageBody;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages written by the short way look as they are declared.
final class PageWriterTest {
    private static final ChatId CHAT = new ChatId(UUID.fromString("01936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f"));
    private static final Instant TIME = Instant.parse("2026-11-22T18:00:00.120Z");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 50})
    void pages_of_the_history_are_written_as_declared(int messages) throws MalformedJsonException {
        HistoryRequest request = new HistoryRequest(CHAT, 200, 1L << 53);
        HistoryPage page = new HistoryPage(messages(messages), 1_000_000);
        History declared = new History(CHAT, bodies(page.messages()), request.limit(), request.offset(), page.total());
        assertThat(Json.parse(PageWriter.history(request, page)))
                .isEqualTo(Json.parse(Json.bytes(Shapes.of(History.class), declared)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void windows_are_written_as_declared(boolean more) throws MalformedJsonException {
        MessageWindow window = new MessageWindow(messages(3), more);
        Window declared = new Window(bodies(window.messages()), more);
        assertThat(Json.parse(PageWriter.window(window)))
                .isEqualTo(Json.parse(Json.bytes(Shapes.of(Window.class), declared)));
    }

    @Test
    void a_page_is_longer_than_thought_where_every_character_is_escaped() throws MalformedJsonException {
        Message message = message(1, Optional.of(new MessageText("\t\"\\я😀".repeat(500))));
        HistoryPage page = new HistoryPage(List.of(message), 1);
        assertThat(Json.parse(PageWriter.history(new HistoryRequest(CHAT, 50, 0), page))
                        .at("/items/0/text")
                        .textValue())
                .isEqualTo(message.text().orElseThrow().value());
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
