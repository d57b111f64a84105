package io.vestnik.postgres.chat;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.postgres.connection.Codecs;
import io.vestnik.postgres.transaction.Database;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes the rows of deleted groups, a bounded number in each transaction: first the messages, the newest first; then
/// the memberships and the summaries of the log; the chat's row last.
///
/// A transaction locks the row of one deleted group and skips groups whose row is locked, so several nodes work on
/// different groups. The row's `last_id` is the id of the last remaining message: a transaction that deletes messages
/// also lowers `last_id`.
public final class DeletedGroups implements BackgroundWork.Task {
    private static final Logger LOG = LoggerFactory.getLogger(DeletedGroups.class);

    /// The maximum number of rows that one transaction removes. Removing 2,000 messages of 4 KiB takes about 50 ms.
    static final int PIECE_ROWS = 2_000;

    /// The minimum to which failures reduce [#PIECE_ROWS]: each failed transaction halves the maximum number of rows of
    /// the next transaction, each successful transaction doubles it.
    private static final int PIECE_ROWS_MIN = 100;

    /// Commits without waiting for the disk, so that these commits do not compete with the commits that acknowledge
    /// messages. If a crash of the database loses such commits, their rows are deleted again.
    private static final String WITHOUT_WAITING = "set local synchronous_commit = off";

    /// The minimum time between the deletion of a group and the removal of its rows. A read of several statements that
    /// found the group in its first statement normally ends within this time, so it does not return only a part of the
    /// group.
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final String NEXT = """
        select id, last_id from chats
         where deleted_at < clock_timestamp() - make_interval(secs => :grace)
         order by deleted_at
         limit 1
           for update skip locked\
        """;

    private static final String MESSAGES = "delete from messages where chat_id = :chat and id > :from and id <= :to";

    private static final String SHRINK =
            "update chats set last_id = :from, everyone_floor = 0, departed_floor = 0 where id = :chat";

    /// The statements that remove the rows of a chat from the tables other than `messages`, in the order of removal.
    private static final List<String> ROWS =
            List.of(rowsOf("members"), rowsOf("sender_counts"), rowsOf("log_checkpoints"));

    private final Database database;
    private int rows = PIECE_ROWS;

    public DeletedGroups(Database database) {
        this.database = database;
    }

    private record Marked(ChatId id, long lastId) {}

    @Override
    public boolean next() {
        try {
            boolean done = database.change("removing a deleted group", this::piece);
            rows = Math.min(PIECE_ROWS, rows * 2);
            return done;
        } catch (RuntimeException e) {
            rows = Math.max(PIECE_ROWS_MIN, rows / 2);
            throw e;
        }
    }

    private boolean piece(Handle handle) {
        Optional<Marked> marked = handle.createQuery(NEXT)
                .bind("grace", GRACE.toSeconds())
                .map((row, context) -> new Marked(Codecs.CHAT_ID.get(row, "id"), row.getLong("last_id")))
                .findOne();
        marked.ifPresent(group -> {
            handle.execute(WITHOUT_WAITING);
            remove(handle, group);
        });
        return marked.isPresent();
    }

    private void remove(Handle handle, Marked group) {
        if (group.lastId() > 0) {
            long from = Math.max(0, group.lastId() - rows);
            handle.createUpdate(MESSAGES)
                    .bind("chat", group.id())
                    .bind("from", from)
                    .bind("to", group.lastId())
                    .execute();
            handle.createUpdate(SHRINK)
                    .bind("chat", group.id())
                    .bind("from", from)
                    .execute();
            return;
        }
        for (String rowsOfTable : ROWS) {
            int removed = handle.createUpdate(rowsOfTable)
                    .bind("chat", group.id())
                    .bind("rows", rows)
                    .execute();
            if (removed > 0) {
                return;
            }
        }
        handle.createUpdate("delete from chats where id = :chat")
                .bind("chat", group.id())
                .execute();
        LOG.info("event=deleted_group_removed chat={}", group.id());
    }

    private static String rowsOf(String table) {
        return String.format(Locale.ROOT, """
            delete from %1$s
             where ctid = any(array(select ctid from %1$s where chat_id = :chat limit :rows))\
            """, table);
    }
}
