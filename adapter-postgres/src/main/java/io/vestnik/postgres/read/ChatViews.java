package io.vestnik.postgres.read;

import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.chat.Chat;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.user.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/// Reads chats as one of their members sees them.
public final class ChatViews {
    /// The SQL expression for the number of unread messages, counted in the log. The number is at most one more than
    /// [ChatView#UNREAD_EXACT_MAX]. Messages are counted one by one from the read mark to the end of its block of ids,
    /// and in the last, incomplete block. The blocks in between are counted by their summaries ([LogSummaries]). The
    /// query reads at most `UNREAD_EXACT_MAX` + 1 summaries of other senders, and at most one summary of the viewer's
    /// own messages for each block.
    public static final String UNREAD =
            String.format(Locale.ROOT, """
                (case when v.read_up_to >= c.last_id then 0 else least(%1$d,
                    (select count(*) from messages n
                      where n.chat_id = c.id and n.id > v.read_up_to
                        and n.id <= least(c.last_id, (v.read_up_to + %2$d - 1) / %2$d * %2$d)
                        and n.sender_id <> v.user_id and n.deleted_at is null)
                    + (select coalesce(sum(b.messages), 0)
                         from (select s.messages from sender_counts s
                                where s.chat_id = c.id and s.block >= (v.read_up_to + %2$d - 1) / %2$d
                                  and s.sender_id <> v.user_id
                                limit %1$d) b)
                    + (select count(*) from messages n
                        where n.chat_id = c.id and n.id <= c.last_id
                          and n.id > greatest((v.read_up_to + %2$d - 1) / %2$d * %2$d, c.last_id / %2$d * %2$d)
                          and n.sender_id <> v.user_id and n.deleted_at is null)) end) as unread\
                """, ChatView.UNREAD_EXACT_MAX + 1, LogSummaries.BLOCK_IDS);

    private static final String VIEW =
            "select " + ChatColumns.CHAT + ", " + ChatColumns.MEMBER + ", " + ChatColumns.PEER + ", "
                    + MessageRows.COLUMNS + ", " + UNREAD + """

                    from %s
                    join chats c on c.id = v.chat_id and c.deleted_at is null
                    join users u on u.id = v.user_id
                    left join groups g on g.chat_id = c.id
                    """ + ChatColumns.JOIN_PEER + MessageRows.JOIN_LAST
                    + MessageRows.JOIN_SENDER;

    private static final String ONE = String.format(Locale.ROOT, VIEW, "members v")
            + " where v.chat_id = :chat and v.user_id = :viewer and v.role is not null";

    /// The page is selected first, so that the costly columns are computed only for the rows of the page.
    private static final String LIST = String.format(Locale.ROOT, VIEW, """
        (select f.* from members f join chats l on l.id = f.chat_id
          where f.user_id = :viewer and f.role is not null and l.deleted_at is null and %s
          order by l.activity_at desc, l.id desc limit :limit) v\
        """) + """

        order by c.activity_at desc, c.id desc\
        """;

    private static final String LIST_FIRST = String.format(Locale.ROOT, LIST, "true");
    private static final String LIST_AFTER = String.format(Locale.ROOT, LIST, "(l.activity_at, l.id) < (:at, :id)");

    private static final String MEMBERS = "select " + ChatColumns.MEMBER + """

         from (select * from members f
                where f.chat_id = :chat and f.role is not null and %s
                order by f.joined_at, f.user_id limit :limit) v
         join chats c on c.id = v.chat_id
         join users u on u.id = v.user_id
        order by v.joined_at, v.user_id\
        """;

    private static final String MEMBERS_FIRST = String.format(Locale.ROOT, MEMBERS, "true");
    private static final String MEMBERS_AFTER =
            String.format(Locale.ROOT, MEMBERS, "(f.joined_at, f.user_id) > (:at, :id)");

    private ChatViews() {}

    /// The chat as the viewer sees it; empty if the viewer is not a member.
    public static Optional<ChatView> find(Handle handle, ChatId chatId, UserId viewer) {
        return handle.createQuery(ONE)
                .bind("chat", chatId)
                .bind("viewer", viewer)
                .mapTo(ChatView.class)
                .findOne();
    }

    public static Page<ChatView> list(Handle handle, UserId viewer, int limit, Optional<PageCursor> cursor) {
        Query query = cursor.map(Cursors::position)
                .map(after ->
                        handle.createQuery(LIST_AFTER).bind("at", after.at()).bind("id", after.id()))
                .orElseGet(() -> handle.createQuery(LIST_FIRST));
        List<ChatView> found = query.bind("viewer", viewer)
                .bind("limit", limit + 1L)
                .mapTo(ChatView.class)
                .list();
        return Cursors.page(
                found,
                limit,
                last -> new Cursors.Position(
                        last.chat().activityAt(), last.chat().id().value()));
    }

    public static Page<Member> members(Handle handle, ChatId chatId, int limit, Optional<PageCursor> cursor) {
        Query query = cursor.map(Cursors::position)
                .map(after ->
                        handle.createQuery(MEMBERS_AFTER).bind("at", after.at()).bind("id", after.id()))
                .orElseGet(() -> handle.createQuery(MEMBERS_FIRST));
        List<Member> found = query.bind("chat", chatId)
                .bind("limit", limit + 1L)
                .mapTo(Member.class)
                .list();
        return Cursors.page(
                found,
                limit,
                last -> new Cursors.Position(last.joinedAt(), last.userId().value()));
    }

    /// The current state of a chat in the transaction of `handle`.
    public static Chat chat(Handle handle, ChatId id) {
        return handle.createQuery("select " + ChatColumns.CHAT
                        + " from chats c left join groups g on g.chat_id = c.id where c.id = :chat")
                .bind("chat", id)
                .mapTo(Chat.class)
                .one();
    }

    /// The present and former members of a chat among `people`, in order of id, in the state that the transaction of
    /// `handle` sees.
    public static List<Member> membersOf(Handle handle, ChatId id, Collection<UserId> people) {
        return handle.createQuery("select " + ChatColumns.MEMBER + """

             from members v
             join chats c on c.id = v.chat_id
             join users u on u.id = v.user_id
            where v.chat_id = :chat and v.user_id = any(:people)
            order by v.user_id\
            """)
                .bind("chat", id)
                .bindArray("people", UserId.class, people)
                .mapTo(Member.class)
                .list();
    }

    /// The newest message of a chat, if it has one.
    public static Optional<Message> newest(Handle handle, ChatId id) {
        return handle.createQuery("select " + MessageRows.COLUMNS + """

                         from chats c
                        """ + MessageRows.JOIN_LAST
                        + MessageRows.JOIN_SENDER + " where c.id = :chat and m.id is not null")
                .bind("chat", id)
                .mapTo(Message.class)
                .findOne();
    }
}
