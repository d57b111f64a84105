package io.vestnik.http;

import static io.vestnik.wire.JsonBytes.ascii;

import io.vestnik.domain.message.Changes;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageLog.HistoryPage;
import io.vestnik.domain.message.MessageLog.MessageWindow;
import io.vestnik.http.HistoryRoutes.HistoryRequest;
import io.vestnik.wire.ChangesBody;
import io.vestnik.wire.Json;
import io.vestnik.wire.JsonBytes;
import io.vestnik.wire.MessageJson;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/// Writes pages of messages, the bulk of HTTP reads, directly and without the records [HistoryRoutes.History],
/// [HistoryRoutes.Window] and [ChangesBody], whose JSON they have. The buffer is reserved in the right size and never
/// copied. `PageWriterTest` keeps the output equal to that of the records.
final class PageWriter {
    /// Bytes of a page around its messages.
    static final int OVERHEAD_BYTES = 160;

    private static final byte[] CHAT_ID = ascii("{\"chatId\":");
    private static final byte[] ITEMS = ascii(",\"items\":");
    private static final byte[] LIMIT = ascii(",\"limit\":");
    private static final byte[] OFFSET = ascii(",\"offset\":");
    private static final byte[] TOTAL = ascii(",\"total\":");
    private static final byte[] ITEMS_FIRST = ascii("{\"items\":");
    private static final byte[] MORE = ascii(",\"hasMore\":true");
    private static final byte[] NO_MORE = ascii(",\"hasMore\":false");
    private static final byte[] BEGIN = ascii("[");
    private static final byte[] NEXT = ascii(",");
    private static final byte[] END = ascii("]");
    private static final byte[] END_ALL = ascii("}");
    private static final byte[] EMPTY_LIST_AT_END = ascii("[]}");

    private PageWriter() {}

    /// A [HistoryRoutes.History].
    static ByteBuffer history(HistoryRequest request, HistoryPage page) {
        JsonBytes out = new JsonBytes(OVERHEAD_BYTES + bytes(page.messages()))
                .raw(CHAT_ID)
                .id(request.chatId().value())
                .raw(ITEMS);
        messages(out, page.messages());
        out.raw(LIMIT).number(request.limit());
        out.raw(OFFSET).number(request.offset());
        out.raw(TOTAL).number(page.total());
        return out.raw(END_ALL).toBuffer();
    }

    /// A [ChangesBody]: all but the messages is written by its declared type; the messages, the bulk of it, are written
    /// here.
    static ByteBuffer changes(Changes changes) {
        byte[] rest = Json.bytes(Shapes.of(ChangesBody.class), ChangesBody.withoutMessages(changes));
        List<Message> messages = changes.messages();
        JsonBytes out = new JsonBytes(rest.length + bytes(messages));
        // The messages stand last, as an empty list; the list's end is cut off.
        out.raw(Arrays.copyOf(rest, rest.length - EMPTY_LIST_AT_END.length));
        messages(out, messages);
        return out.raw(END_ALL).toBuffer();
    }

    /// A [HistoryRoutes.Window].
    static ByteBuffer window(MessageWindow window) {
        JsonBytes out = new JsonBytes(OVERHEAD_BYTES + bytes(window.messages())).raw(ITEMS_FIRST);
        messages(out, window.messages());
        return out.raw(window.hasMore() ? MORE : NO_MORE).raw(END_ALL).toBuffer();
    }

    private static void messages(JsonBytes out, List<Message> messages) {
        out.raw(BEGIN);
        for (int i = 0; i < messages.size(); i++) {
            MessageJson.write(i == 0 ? out : out.raw(NEXT), messages.get(i));
        }
        out.raw(END);
    }

    /// The bytes that these messages take at most.
    private static int bytes(List<Message> messages) {
        int bytes = 0;
        for (Message message : messages) {
            bytes += MessageJson.bytes(message);
        }
        return bytes;
    }
}
