package io.vestnik.postgres.read;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.Chats.Seat;
import io.vestnik.domain.chat.Chats.Standing;
import io.vestnik.domain.user.UserId;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Memberships as live delivery needs them.
public final class SeatReads {
    private static final String SEATS = "select " + ChatColumns.CHAT + ", " + ChatColumns.MEMBER + ", "
            + ChatColumns.PEER + """

              from members v
              join chats c on c.id = v.chat_id and c.deleted_at is null
              join users u on u.id = v.user_id
              left join groups g on g.chat_id = c.id
            """ + ChatColumns.JOIN_PEER;

    private static final String STANDINGS = """
        select v.user_id, c.id as chat_id, c.version, c.marks_version
          from members v join chats c on c.id = v.chat_id
         where v.user_id = any(:people) and v.role is not null and c.deleted_at is null\
        """;

    private SeatReads() {}

    /// One seat for each chat of a user.
    public static List<Seat> of(Handle handle, UserId userId) {
        return handle.createQuery(SEATS + " where v.user_id = :user and v.role is not null")
                .bind("user", userId)
                .mapTo(Seat.class)
                .list();
    }

    /// The seats in a chat of those of `people` who are in it.
    public static List<Seat> in(Handle handle, ChatId chatId, Collection<UserId> people) {
        return handle.createQuery(
                        SEATS + " where v.chat_id = :chat and v.user_id = any(:people) and v.role is not null")
                .bind("chat", chatId)
                .bindArray("people", UserId.class, people)
                .mapTo(Seat.class)
                .list();
    }

    /// The versions of each chat of each of `people`.
    public static List<Standing> standings(Handle handle, Collection<UserId> people) {
        return handle.createQuery(STANDINGS)
                .bindArray("people", UserId.class, people)
                .mapTo(Standing.class)
                .list();
    }
}
