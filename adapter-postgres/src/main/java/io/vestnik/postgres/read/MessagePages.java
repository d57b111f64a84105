package io.vestnik.postgres.read;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog.HistoryPage;
import io.vestnik.domain.message.MessageLog.MessageWindow;
import io.vestnik.domain.message.MessageLog.WindowAnchor;
import io.vestnik.domain.user.UserId;
import io.vestnik.postgres.transaction.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/// Reads pages of a chat's messages as a member sees them; each page is a range of the primary key.
public final class MessagePages {
    /// Selects the data that all rows of a page share; no row if the viewer is not a member.
    private static final String HEAD = """
        select c.last_id, c.everyone_floor, c.departed_floor
          from members v join chats c on c.id = v.chat_id
         where v.chat_id = :chat and v.user_id = :viewer and v.role is not null and c.deleted_at is null\
        """;

    /// One row for each message of a range, with the chat's last id. The row of [#HEAD] is read once and not joined, so
    /// that the rows come in the order of the primary key and need no sort. Ids have no gaps, so the range of ids
    /// bounds the number of rows.
    private static final String PAGE = "with head as materialized (" + HEAD
            + ") select (select last_id from head) as last_id, "
            + MessageRows.columns("(select everyone_floor from head)", "(select departed_floor from head)") + """

             from messages m
            """
            + MessageRows.JOIN_SENDER + """
            where m.chat_id = :chat and m.id between %s and %s and (select last_id from head) is not null
            order by m.id\
            """;

    public static final String RANGE = String.format(Locale.ROOT, PAGE, ":from", ":to");

    /// Selects the last `limit` messages up to the id `to`.
    private static final String LAST = String.format(
            Locale.ROOT,
            PAGE,
            "least(:to, (select last_id from head)) - :limit + 1",
            "least(:to, (select last_id from head))");

    /// Selects up to `before` messages below an id, and the messages from that id up to the id `to`.
    private static final String AROUND =
            String.format(Locale.ROOT, PAGE, "least(:id, (select last_id from head) + 1) - :before", ":to");

    private final Database database;

    public MessagePages(Database database) {
        this.database = database;
    }

    public Outcome<Message> find(ChatId chatId, UserId viewer, MessageId id) {
        return range(chatId, viewer, id.value(), id.value())
                .<Outcome<Message>>map(read -> read.messages().isEmpty()
                        ? Outcome.refused(Refusal.MESSAGE_NOT_FOUND)
                        : Outcome.done(read.messages().get(0)))
                .orElseGet(() -> Outcome.refused(Refusal.CHAT_NOT_FOUND));
    }

    public Outcome<HistoryPage> history(ChatId chatId, UserId viewer, long offset, int limit) {
        return range(chatId, viewer, plus(offset, 1), plus(offset, limit))
                .map(read -> Outcome.done(new HistoryPage(read.messages(), total(read, offset))))
                .orElseGet(() -> Outcome.refused(Refusal.CHAT_NOT_FOUND));
    }

    public Outcome<MessageWindow> window(ChatId chatId, UserId viewer, WindowAnchor anchor, int limit) {
        Optional<Read> read = switch (anchor) {
            case WindowAnchor.Newest() -> last(chatId, viewer, Long.MAX_VALUE, limit);
            case WindowAnchor.Before(MessageId id) -> last(chatId, viewer, id.value() - 1, limit);
            case WindowAnchor.After(MessageId id) ->
                range(chatId, viewer, plus(id.value(), 1), plus(id.value(), limit));
            case WindowAnchor.Around(MessageId id) -> around(chatId, viewer, id.value(), limit);
        };
        return read.map(page -> Outcome.done(new MessageWindow(page.messages(), hasMore(page, anchor))))
                .orElseGet(() -> Outcome.refused(Refusal.CHAT_NOT_FOUND));
    }

    /// Part of a chat's log, with the last id of the whole log.
    private record Read(List<Message> messages, long last) {}

    /// The total to return with a page. For an empty page, the last id is read after the page, and messages may have
    /// been sent in between. So the total of an empty page is at most the offset. Otherwise a client that continues
    /// after the total would skip these messages.
    private static long total(Read page, long offset) {
        return page.messages().isEmpty() ? Math.min(page.last(), offset) : page.last();
    }

    private static boolean hasMore(Read page, WindowAnchor anchor) {
        List<Message> messages = page.messages();
        boolean older = !messages.isEmpty() && messages.get(0).id().value() > 1;
        boolean newer =
                !messages.isEmpty() && messages.get(messages.size() - 1).id().value() < page.last();
        return switch (anchor) {
            case WindowAnchor.Newest() -> older;
            case WindowAnchor.Before(MessageId id) -> older;
            case WindowAnchor.After(MessageId id) -> newer;
            case WindowAnchor.Around(MessageId id) -> older || newer;
        };
    }

    private Optional<Read> range(ChatId chatId, UserId viewer, long from, long to) {
        return page(RANGE, chatId, viewer, query -> query.bind("from", from).bind("to", to));
    }

    private Optional<Read> last(ChatId chatId, UserId viewer, long to, int limit) {
        return page(LAST, chatId, viewer, query -> query.bind("to", to).bind("limit", limit));
    }

    private Optional<Read> around(ChatId chatId, UserId viewer, long id, int limit) {
        int before = limit / 2;
        return page(
                AROUND,
                chatId,
                viewer,
                query -> query.bind("id", id).bind("before", before).bind("to", plus(id, limit - before - 1L)));
    }

    private Optional<Read> page(String sql, ChatId chatId, UserId viewer, UnaryOperator<Query> bounds) {
        return database.read("reading messages", handle -> {
            Query query = bounds.apply(about(handle.createQuery(sql), chatId, viewer));
            Optional<Read> page = query.scanResultSet((rows, context) -> read(rows.get()));
            // There are no rows if the range is empty or the viewer is not a member: only a member gets an empty page.
            return page.isPresent() ? page : emptyPage(handle, chatId, viewer);
        });
    }

    private static Optional<Read> emptyPage(Handle handle, ChatId chatId, UserId viewer) {
        return about(handle.createQuery(HEAD), chatId, viewer)
                .map((row, context) -> new Read(List.of(), row.getLong("last_id")))
                .findOne();
    }

    private static Query about(Query query, ChatId chatId, UserId viewer) {
        return query.bind("chat", chatId).bind("viewer", viewer);
    }

    private static Optional<Read> read(ResultSet row) throws SQLException {
        int lastId = row.findColumn("last_id");
        MessageRows messageRows = new MessageRows(row);
        List<Message> messages = new ArrayList<>();
        long last = 0;
        while (row.next()) {
            last = row.getLong(lastId);
            messages.add(messageRows.message());
        }
        return messages.isEmpty() ? Optional.empty() : Optional.of(new Read(messages, last));
    }

    /// A sum without overflow, so that an offset beyond every message gives an empty page, not an error.
    private static long plus(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }
}
