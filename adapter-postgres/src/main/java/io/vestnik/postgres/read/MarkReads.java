package io.vestnik.postgres.read;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.ReadStates.Marks;
import io.vestnik.domain.read.ReadStates.Reader;
import io.vestnik.domain.read.ReadStates.Readers;
import io.vestnik.domain.user.UserId;
import io.vestnik.postgres.connection.Codecs;
import io.vestnik.postgres.transaction.Database;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/// Reads the read marks of a user, and the readers of a message.
public final class MarkReads {
    private static final String MARKS = "select c.id as c_id, " + ChatColumns.MEMBER + ", " + ChatViews.UNREAD + """

         from members v
         join chats c on c.id = v.chat_id
         join users u on u.id = v.user_id
        where v.user_id = :user and v.chat_id = any(:chats) and v.role is not null and c.deleted_at is null\
        """;

    /// Finds the sender of a message. There is one row if the viewer is a member of the chat; its sender is null if the
    /// chat has no message with this id.
    private static final String SENDER = """
        select m.sender_id
          from members v
          join chats c on c.id = v.chat_id and c.deleted_at is null
          left join messages m on m.chat_id = v.chat_id and m.id = :id
         where v.chat_id = :chat and v.user_id = :viewer and v.role is not null\
        """;

    /// The members who must have read a message before it counts as read: all members who joined before it was sent,
    /// except its sender and dormant members, whose accounts are disabled.
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

    public MarkReads(Database database) {
        this.database = database;
    }

    public List<Marks> marks(UserId userId, Collection<ChatId> chats) {
        return database.read(
                "reading marks",
                handle -> handle.createQuery(MARKS)
                        .bind("user", userId)
                        .bindArray("chats", ChatId.class, chats)
                        .mapTo(Marks.class)
                        .list());
    }

    public Outcome<Readers> readers(
            ChatId chatId, UserId viewer, MessageId id, int limit, Optional<PageCursor> cursor) {
        return database.read("listing readers", handle -> {
            Outcome<UserId> sender = handle.createQuery(SENDER)
                    .bind("chat", chatId)
                    .bind("viewer", viewer)
                    .bind("id", id)
                    .map((row, context) -> Codecs.USER_ID
                            .find(row, "sender_id")
                            .map(Outcome::done)
                            .orElseGet(() -> Outcome.refused(Refusal.MESSAGE_NOT_FOUND)))
                    .findOne()
                    .orElseGet(() -> Outcome.refused(Refusal.CHAT_NOT_FOUND));
            return switch (sender) {
                case Outcome.Done<UserId>(UserId found) ->
                    Outcome.done(readers(handle, chatId, found, id, limit, cursor));
                case Outcome.Refused<UserId>(Refusal reason) -> Outcome.refused(reason);
            };
        });
    }

    private static Readers readers(
            Handle handle, ChatId chatId, UserId sender, MessageId id, int limit, Optional<PageCursor> cursor) {
        Query query = cursor.map(Cursors::position)
                .map(after -> handle.createQuery(READERS_AFTER).bind("after", after.id()))
                .orElseGet(() -> handle.createQuery(READERS_FIRST));
        List<Reader> found = about(query, chatId, sender, id)
                .bind("limit", limit + 1L)
                .mapTo(Reader.class)
                .list();
        Page<Reader> page = Cursors.page(
                found,
                limit,
                last -> new Cursors.Position(Instant.EPOCH, last.userId().value()));
        int required = about(handle.createQuery("select count(*) " + OTHERS), chatId, sender, id)
                .mapTo(Integer.class)
                .one();
        return new Readers(page, required);
    }

    private static Query about(Query query, ChatId chatId, UserId sender, MessageId id) {
        return query.bind("chat", chatId).bind("sender", sender).bind("id", id);
    }
}
