package io.vestnik.postgres.read;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.LiveIndex.Snapshot;
import io.vestnik.domain.chat.LiveIndex.Versions;
import io.vestnik.domain.user.UserId;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Reads memberships as live delivery needs them.
public final class SnapshotReads {
    private static final String SNAPSHOTS = "select " + ChatColumns.CHAT + ", " + ChatColumns.MEMBER + ", "
            + ChatColumns.PEER + """

              from members v
              join chats c on c.id = v.chat_id and c.deleted_at is null
              join users u on u.id = v.user_id
              left join groups g on g.chat_id = c.id
            """ + ChatColumns.JOIN_PEER;

    private static final String VERSIONS = """
        select v.user_id, c.id as chat_id, c.version, c.marks_version
          from members v join chats c on c.id = v.chat_id
         where v.user_id = any(:people) and v.role is not null and c.deleted_at is null\
        """;

    private SnapshotReads() {}

    /// The snapshots of a user's chats: one for each chat in `chats` of which the user is a member.
    public static List<Snapshot> of(Handle handle, UserId userId, Collection<ChatId> chats) {
        return handle.createQuery(
                        SNAPSHOTS + " where v.user_id = :user and v.chat_id = any(:chats) and v.role is not null")
                .bind("user", userId)
                .bindArray("chats", ChatId.class, chats)
                .mapTo(Snapshot.class)
                .list();
    }

    /// The snapshots of a chat: one for each of `people` who is a member.
    public static List<Snapshot> in(Handle handle, ChatId chatId, Collection<UserId> people) {
        return handle.createQuery(
                        SNAPSHOTS + " where v.chat_id = :chat and v.user_id = any(:people) and v.role is not null")
                .bind("chat", chatId)
                .bindArray("people", UserId.class, people)
                .mapTo(Snapshot.class)
                .list();
    }

    /// The versions of all chats of which any of `people` is a member, one value per membership.
    public static List<Versions> versions(Handle handle, Collection<UserId> people) {
        return handle.createQuery(VERSIONS)
                .bindArray("people", UserId.class, people)
                .mapTo(Versions.class)
                .list();
    }
}
