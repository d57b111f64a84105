package io.vestnik.postgres;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.CommitListener;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/// The marks in PostgreSQL: reads go to the chat's [Writer], like messages.
final class JdbiReadStates implements ReadStates {
    private static final String MARKS = "select c.id as c_id, " + ChatRows.MEMBER + ", " + ChatViews.UNREAD + """

         from members v
         join chats c on c.id = v.chat_id
         join users u on u.id = v.user_id
        where v.user_id = :user and v.chat_id = any(:chats) and v.role is not null and c.deleted_at is null\
        """;

    /// The sender of a message, for a viewer who is in its chat; null if there is no such message.
    private static final String SENDER = """
        select m.sender_id
          from members v
          join chats c on c.id = v.chat_id and c.deleted_at is null
          left join messages m on m.chat_id = v.chat_id and m.id = :id
         where v.chat_id = :chat and v.user_id = :viewer and v.role is not null\
        """;

    /// The other members who are not dormant and were in the chat when the message was sent.
    private static final String OTHERS = """
          from members o
         where o.chat_id = :chat and o.role is not null and not o.dormant and o.user_id <> :sender and o.joined_after < :id
        """;

    private static final String READERS = String.format(Locale.ROOT, """
        select r.user_id, u.name
          from (select o.user_id %s and o.read_up_to >= :id and %%s order by o.user_id limit :limit) r
          join users u on u.id = r.user_id
         order by r.user_id\
        """, OTHERS);

    private static final String READERS_FIRST = String.format(Locale.ROOT, READERS, "true");
    private static final String READERS_AFTER = String.format(Locale.ROOT, READERS, "o.user_id > :after");

    private final Database database;
    private final Writers writers;

    JdbiReadStates(Database database, Writers writers) {
        this.database = database;
        this.writers = writers;
    }

    @Override
    public CompletionStage<Outcome<MessageId>> advance(
            ChatId chatId, UserId reader, MessageId upTo, CommitListener<Moved> listener) {
        var stage = new CompletableFuture<Outcome<MessageId>>();
        writers.add(new Work.Advance(chatId, reader, upTo, listener, stage));
        return stage;
    }

    @Override
    public List<Marks> marks(UserId userId, Collection<ChatId> chats) {
        return database.read(
                "reading marks",
                handle -> handle.createQuery(MARKS)
                        .bind("user", userId.value())
                        .bindArray(
                                "chats",
                                UUID.class,
                                chats.stream().map(ChatId::value).toList())
                        .map((row, context) -> {
                            var me = ChatRows.member(row);
                            return new Marks(
                                    new ChatId(row.getObject("c_id", UUID.class)),
                                    me.readUpTo(),
                                    me.allReadUpTo(),
                                    row.getInt("unread"));
                        })
                        .list());
    }

    @Override
    public Outcome<Readers> readers(
            ChatId chatId, UserId viewer, MessageId id, int limit, Optional<PageCursor> cursor) {
        return database.read("listing readers", handle -> {
            Optional<Optional<UUID>> sender = handle.createQuery(SENDER)
                    .bind("chat", chatId.value())
                    .bind("viewer", viewer.value())
                    .bind("id", id.value())
                    .map((row, context) -> Optional.ofNullable(row.getObject("sender_id", UUID.class)))
                    .findOne();
            if (sender.isEmpty()) {
                return Outcome.refused(Refusal.CHAT_NOT_FOUND);
            }
            return sender.get()
                    .map(found -> Outcome.done(readers(handle, chatId, found, id, limit, cursor)))
                    .orElseGet(() -> Outcome.refused(Refusal.MESSAGE_NOT_FOUND));
        });
    }

    private static Readers readers(
            Handle handle, ChatId chatId, UUID sender, MessageId id, int limit, Optional<PageCursor> cursor) {
        Query query = cursor.map(Cursors::place)
                .map(after -> handle.createQuery(READERS_AFTER).bind("after", after.id()))
                .orElseGet(() -> handle.createQuery(READERS_FIRST));
        List<Reader> found = about(query, chatId, sender, id)
                .bind("limit", limit + 1L)
                .map((row, context) -> new Reader(
                        new UserId(row.getObject("user_id", UUID.class)), new UserName(row.getString("name"))))
                .list();
        Page<Reader> page = Cursors.page(
                found,
                limit,
                last -> new Cursors.Place(Instant.EPOCH, last.userId().value()));
        int required = about(handle.createQuery("select count(*) " + OTHERS), chatId, sender, id)
                .mapTo(Integer.class)
                .one();
        return new Readers(page, required);
    }

    private static Query about(Query query, ChatId chatId, UUID sender, MessageId id) {
        return query.bind("chat", chatId.value()).bind("sender", sender).bind("id", id.value());
    }
}
