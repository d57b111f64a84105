package io.vestnik.http;

import static io.vestnik.wire.JsonBytes.ascii;

import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageLog.HistoryPage;
import io.vestnik.domain.message.MessageLog.MessageWindow;
import io.vestnik.http.HistoryRoutes.HistoryRequest;
import io.vestnik.wire.JsonBytes;
import io.vestnik.wire.MessageJson;
import java.util.List;

/// Writes pages of messages, which are most of what is read over HTTP, without the detour over
/// [HistoryRoutes.History] and [HistoryRoutes.Window], whose JSON they have. Kept equal to these by `PageWriterTest`.
final class PageWriter {
    /// Of what is around the messages.
    private static final int OVERHEAD_BYTES = 160;

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

    private PageWriter() {}

    /// A [HistoryRoutes.History].
    static byte[] history(HistoryRequest request, HistoryPage page) {
        JsonBytes out = bytesFor(page.messages())
                .raw(CHAT_ID)
                .id(request.chatId().value())
                .raw(ITEMS);
        messages(out, page.messages());
        out.raw(LIMIT).number(request.limit());
        out.raw(OFFSET).number(request.offset());
        out.raw(TOTAL).number(page.total());
        return out.raw(END_ALL).toBytes();
    }

    /// A [HistoryRoutes.Window].
    static byte[] window(MessageWindow window) {
        JsonBytes out = bytesFor(window.messages()).raw(ITEMS_FIRST);
        messages(out, window.messages());
        return out.raw(window.hasMore() ? MORE : NO_MORE).raw(END_ALL).toBytes();
    }

    private static void messages(JsonBytes out, List<Message> messages) {
        out.raw(BEGIN);
        for (int i = 0; i < messages.size(); i++) {
            MessageJson.write(i == 0 ? out : out.raw(NEXT), messages.get(i));
        }
        out.raw(END);
    }

    private static JsonBytes bytesFor(List<Message> messages) {
        int bytes = OVERHEAD_BYTES;
        for (Message message : messages) {
            bytes += MessageJson.bytes(message);
        }
        return new JsonBytes(bytes);
    }
}
