package io.vestnik.postgres;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Changes;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.user.UserId;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jdbi.v3.core.statement.Query;

/// The log in PostgreSQL: changes go to the chat's [Writer], pages are ranges of the primary key.
final class JdbiMessageLog implements MessageLog {
    /// One row for each message of the range, with the chat's last id; one row without a message when there is none
    /// in it; no row when the viewer is not in the chat. A single statement, so that page and total agree.
    private static final String PAGE = "select c.last_id, " + MessageRows.COLUMNS + """

         from members v
         join chats c on c.id = v.chat_id
         left join messages m on m.chat_id = c.id and m.id between %s and %s
         left join lateral (select f.role, f.own_floor from members f
                             where f.chat_id = m.chat_id and f.user_id = m.sender_id limit 1) s on true
        where v.chat_id = :chat and v.user_id = :viewer and v.role is not null
        order by m.id
        limit :limit\
        """;

    static final String RANGE = PAGE.formatted(":from", ":to");

    /// The last `limit` messages up to some id: dense ids make it a range.
    private static final String LAST = PAGE.formatted("least(:to, c.last_id) - :limit + 1", "least(:to, c.last_id)");

    /// Up to `before` last ones below some id, and what follows from it on.
    private static final String AROUND = PAGE.formatted("least(:id, c.last_id + 1) - :before", ":to");

    private final Database database;
    private final Writers writers;
    private final ChangesReading changes;

    JdbiMessageLog(Database database, Writers writers) {
        this.database = database;
        this.writers = writers;
        this.changes = new ChangesReading(database);
    }

    @Override
    public CompletionStage<Appended> append(Draft draft) {
        var stage = new CompletableFuture<Appended>();
        writers.add(new Work.Post(draft, Optional.empty(), stage));
        return stage;
    }

    @Override
    public CompletionStage<Outcome<Message>> edit(Edit edit) {
        var stage = new CompletableFuture<Outcome<Message>>();
        writers.add(new Work.Amend(
                edit.chatId(), edit.actor(), edit.id(), Optional.of(edit.text()), Optional.empty(), stage));
        return stage;
    }

    @Override
    public CompletionStage<Outcome<Message>> delete(Deletion deletion) {
        var stage = new CompletableFuture<Outcome<Message>>();
        writers.add(new Work.Amend(
                deletion.chatId(), deletion.actor(), deletion.id(), Optional.empty(), Optional.empty(), stage));
        return stage;
    }

    @Override
    public Outcome<Message> find(ChatId chatId, UserId viewer, MessageId id) {
        return range(chatId, viewer, id.value(), id.value(), 1)
                .<Outcome<Message>>map(read -> read.messages().isEmpty()
                        ? Outcome.refused(Refusal.MESSAGE_NOT_FOUND)
                        : Outcome.done(read.messages().get(0)))
                .orElseGet(() -> Outcome.refused(Refusal.CHAT_NOT_FOUND));
    }

    @Override
    public Outcome<HistoryPage> history(ChatId chatId, UserId viewer, long offset, int limit) {
        return range(chatId, viewer, plus(offset, 1), plus(offset, limit), limit)
                .map(read -> Outcome.done(new HistoryPage(read.messages(), read.last())))
                .orElseGet(() -> Outcome.refused(Refusal.CHAT_NOT_FOUND));
    }

    @Override
    public Outcome<MessageWindow> window(ChatId chatId, UserId viewer, WindowPlace place, int limit) {
        Optional<Read> read = switch (place) {
            case WindowPlace.Newest() -> last(chatId, viewer, Long.MAX_VALUE, limit);
            case WindowPlace.Before(MessageId id) -> last(chatId, viewer, id.value() - 1, limit);
            case WindowPlace.After(MessageId id) ->
                range(chatId, viewer, plus(id.value(), 1), plus(id.value(), limit), limit);
            case WindowPlace.Around(MessageId id) -> around(chatId, viewer, id.value(), limit);
        };
        return read.map(page -> Outcome.done(new MessageWindow(page.messages(), hasMore(page, place))))
                .orElseGet(() -> Outcome.refused(Refusal.CHAT_NOT_FOUND));
    }

    @Override
    public Outcome<Changes> changes(ChatId chatId, UserId viewer, ChatVersion after, int limit) {
        return changes.forMember(chatId, viewer, after, limit)
                .map(Outcome::done)
                .orElseGet(() -> Outcome.refused(Refusal.CHAT_NOT_FOUND));
    }

    @Override
    public Optional<Changes> changesForRepair(ChatId chatId, ChatVersion after, int limit) {
        return changes.forNobody(chatId, after, limit);
    }

    /// Part of a chat and where its end was.
    private record Read(List<Message> messages, long last) {}

    private static boolean hasMore(Read page, WindowPlace place) {
        List<Message> messages = page.messages();
        boolean older = !messages.isEmpty() && messages.get(0).id().value() > 1;
        boolean newer =
                !messages.isEmpty() && messages.get(messages.size() - 1).id().value() < page.last();
        return switch (place) {
            case WindowPlace.Newest() -> older;
            case WindowPlace.Before(MessageId id) -> older;
            case WindowPlace.After(MessageId id) -> newer;
            case WindowPlace.Around(MessageId id) -> older || newer;
        };
    }

    private Optional<Read> range(ChatId chatId, UserId viewer, long from, long to, int limit) {
        return database.read(
                "reading messages",
                handle -> read(handle.createQuery(RANGE).bind("from", from), chatId, viewer, to, limit));
    }

    private Optional<Read> last(ChatId chatId, UserId viewer, long to, int limit) {
        return database.read("reading messages", handle -> read(handle.createQuery(LAST), chatId, viewer, to, limit));
    }

    private Optional<Read> around(ChatId chatId, UserId viewer, long id, int limit) {
        int before = limit / 2;
        return database.read(
                "reading messages",
                handle -> read(
                        handle.createQuery(AROUND).bind("id", id).bind("before", before),
                        chatId,
                        viewer,
                        plus(id, limit - before - 1L),
                        limit));
    }

    private static Optional<Read> read(Query query, ChatId chatId, UserId viewer, long to, int limit) {
        return query.bind("chat", chatId.value())
                .bind("viewer", viewer.value())
                .bind("to", to)
                .bind("limit", limit)
                .scanResultSet((rows, context) -> {
                    ResultSet row = rows.get();
                    int lastId = row.findColumn("last_id");
                    MessageRows messageRows = new MessageRows(row);
                    List<Message> messages = new ArrayList<>();
                    long last = -1;
                    while (row.next()) {
                        last = row.getLong(lastId);
                        if (messageRows.isThere()) {
                            messages.add(messageRows.message());
                        }
                    }
                    return last < 0 ? Optional.empty() : Optional.of(new Read(messages, last));
                });
    }

    /// Without running over: an offset beyond every message is an empty page, not an error.
    private static long plus(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }
}
