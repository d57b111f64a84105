package io.vestnik.postgres.read;

import io.vestnik.domain.chat.Chat;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvent.ChatOpened;
import io.vestnik.domain.event.ChatEvent.ChatRetitled;
import io.vestnik.domain.event.ChatEvent.MembersChanged;
import io.vestnik.domain.event.ChatEvent.MessageChanged;
import io.vestnik.domain.message.Changes;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.user.UserId;
import io.vestnik.postgres.transaction.Database;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/// Reads the changes of a chat: first the version to read up to, then the rows up to this version.
///
/// A row that changes between the two reads has a later version and is left to the next call. If the rows were read
/// first, such a change would be lost.
public final class ChangePages {
    /// The number of ids that one call scans for messages that were neither edited nor deleted. It exceeds the number
    /// of rows of a page, so a scan ends before the page is full only if most of the scanned messages were edited or
    /// deleted.
    private static final int IDS_MAX = 20 * LogSummaries.BLOCK_IDS;

    /// Reads the chat, and the range of ids to scan for messages that were sent after the version `after`. Two bounds
    /// limit how early the range begins; the later bound applies:
    ///
    /// - The range begins after the last checkpoint whose version is at most `after`, because the messages up to this
    ///   checkpoint were sent at that version or earlier.
    /// - The range has at most as many ids as the chat has versions after `after`, because each message took one
    ///   version.
    ///
    /// The range ends at the first checkpoint that is at least [#IDS_MAX] ids after its beginning, or else at the last
    /// message.
    private static final String HEAD = "select " + ChatColumns.CHAT + """
        , coalesce(g.title_version, 1) as title_version, first.last_id as ids_after,
          coalesce(last.last_id, c.last_id) as ids_up_to, coalesce(last.version, c.version) as up_to
          from chats c left join groups g on g.chat_id = c.id
         cross join lateral (select greatest(c.last_id - (c.version - :after),
                                             (select k.last_id from log_checkpoints k
                                               where k.chat_id = c.id and k.version <= :after
                                               order by k.version desc limit 1), 0) as last_id) first
          left join lateral (select k.version, k.last_id from log_checkpoints k
                              where k.chat_id = c.id and k.version > :after
                                and k.last_id >= first.last_id + :idsMax
                              order by k.version limit 1) last on true
         where c.id = :chat and c.deleted_at is null\
        """;

    private static final String IN_IT = " and exists (select from members v where v.chat_id = c.id"
            + " and v.user_id = :viewer and v.role is not null)";

    /// Messages that were neither edited nor deleted are found by their ids. Edited and deleted messages are found by
    /// an index that contains only them.
    ///
    /// The database sums the lengths of the texts and sends only one row after the row whose text reaches the bound on
    /// bytes. This extra row shows that there are more rows. To include it, the window frame excludes the current row
    /// and the row before it. The lengths are stored with the texts, so the sum does not read the texts.
    private static final String MESSAGES =
            "select " + MessageRows.COLUMNS + """

                from (select w.*, coalesce(sum(octet_length(w.body))
                             over (order by w.version rows between unbounded preceding and 2 preceding), 0)
                             as bytes_before
                        from ((select * from messages f
                                where f.chat_id = :chat and f.id > :idsAfter and f.id <= :idsUpTo
                                  and f.version > :after and f.version <= :upTo
                                  and f.edited_at is null and f.deleted_at is null
                                order by f.id limit :limit)
                              union all
                              (select * from messages f
                                where f.chat_id = :chat and f.version > :after and f.version <= :upTo
                                  and (f.edited_at is not null or f.deleted_at is not null)
                                order by f.version limit :limit)) w) m
                join chats c on c.id = m.chat_id
                """ + MessageRows.JOIN_SENDER + " where m.bytes_before < :bytesMax";

    private static final String MEMBERS = "select " + ChatColumns.MEMBER + """

         from (select * from members f
                where f.chat_id = :chat and f.version > :after and f.version <= :upTo
                order by f.version fetch first :limit rows with ties) v
         join chats c on c.id = v.chat_id
         join users u on u.id = v.user_id
        order by v.version, v.user_id\
        """;

    private final Database database;

    public ChangePages(Database database) {
        this.database = database;
    }

    /// The changes of a chat as a member sees them; empty if the viewer is not a member.
    public Optional<Changes> forMember(ChatId chatId, UserId viewer, ChatVersion after, Changes.Bounds bounds) {
        return database.read(
                "reading changes",
                handle -> head(handle.createQuery(HEAD + IN_IT).bind("viewer", viewer), chatId, after)
                        .map(head -> read(handle, head, after.value(), bounds)));
    }

    /// The changes of a chat, without a check that a viewer is a member; empty if there is no such chat.
    public Optional<Changes> withoutViewer(ChatId chatId, ChatVersion after, Changes.Bounds bounds) {
        return database.read(
                "reading changes",
                handle -> head(handle.createQuery(HEAD), chatId, after)
                        .map(head -> read(handle, head, after.value(), bounds)));
    }

    private static Optional<Head> head(Query query, ChatId chatId, ChatVersion after) {
        return query.bind("chat", chatId)
                .bind("after", after)
                .bind("idsMax", IDS_MAX)
                .map((row, context) -> new Head(
                        ChatColumns.chat(row),
                        row.getLong("title_version"),
                        row.getLong("ids_after"),
                        row.getLong("ids_up_to"),
                        row.getLong("up_to")))
                .findOne();
    }

    /// @param idsAfter messages up to this id were sent at the requested version or earlier
    /// @param idsUpTo messages after this id were sent at a later version than `upTo`
    /// @param upTo the version to read up to: the chat's version, or an earlier one if more ids than [#IDS_MAX] would
    ///     have to be searched
    private record Head(Chat chat, long titleVersion, long idsAfter, long idsUpTo, long upTo) {
        long version() {
            return chat.version().value();
        }

        boolean whole() {
            return upTo == version();
        }
    }

    private record Versioned(Member member, long version) {}

    private static Changes read(Handle handle, Head head, long after, Changes.Bounds bounds) {
        if (after >= head.version()) {
            return new Changes(head.chat().version(), true, List.of());
        }
        // One row more than requested indicates whether there are more rows.
        long atMost = bounds.rowsMax() + 1L;
        List<Message> messages = messages(handle, head, after, atMost, bounds.textBytesMax());
        Map<Long, List<Member>> members = members(handle, head, after, atMost);
        return cut(head, events(head, after, messages, members), bounds);
    }

    private static List<Message> messages(Handle handle, Head head, long after, long limit, long bytesMax) {
        return handle.createQuery(MESSAGES)
                .bind("chat", head.chat().id())
                .bind("idsAfter", head.idsAfter())
                .bind("idsUpTo", head.idsUpTo())
                .bind("after", after)
                .bind("upTo", head.upTo())
                .bind("limit", limit)
                .bind("bytesMax", bytesMax)
                .mapTo(Message.class)
                .list();
    }

    private static Map<Long, List<Member>> members(Handle handle, Head head, long after, long limit) {
        Map<Long, List<Member>> byVersion = new TreeMap<>();
        handle.createQuery(MEMBERS)
                .bind("chat", head.chat().id())
                .bind("after", after)
                .bind("upTo", head.upTo())
                .bind("limit", limit)
                .map((row, context) -> new Versioned(ChatColumns.member(row), row.getLong("v_version")))
                .forEach(found -> byVersion
                        .computeIfAbsent(found.version(), version -> new ArrayList<>())
                        .add(found.member()));
        return byVersion;
    }

    private static List<ChatEvent.Versioned> events(
            Head head, long after, List<Message> messages, Map<Long, List<Member>> members) {
        Chat chat = head.chat();
        List<ChatEvent.Versioned> events = new ArrayList<>();
        messages.forEach(message -> events.add(new MessageChanged(chat.id(), message.version(), message)));
        boolean opened = head.titleVersion() == ChatVersion.FIRST.value();
        if (head.titleVersion() > after && head.titleVersion() <= head.upTo()) {
            ChatVersion at = new ChatVersion(head.titleVersion());
            events.add(
                    opened
                            ? new ChatOpened(chat.id(), at, chat, members.getOrDefault(at.value(), List.of()))
                            : new ChatRetitled(chat.id(), at, chat));
        }
        members.forEach((version, changed) -> {
            if (!opened || version != ChatVersion.FIRST.value()) {
                events.add(new MembersChanged(
                        chat.id(), new ChatVersion(version), chat, changed, List.of(), Optional.empty()));
            }
        });
        events.sort(Comparator.comparing(ChatEvent.Versioned::version));
        return events;
    }

    /// Returns as many events as the bounds allow, but at least one if there is any. The rows of one version are one
    /// event and stay together.
    private static Changes cut(Head head, List<ChatEvent.Versioned> events, Changes.Bounds bounds) {
        List<ChatEvent.Versioned> given = new ArrayList<>();
        int rows = 0;
        long textBytes = 0;
        for (ChatEvent.Versioned event : events) {
            if (rows >= bounds.rowsMax() || textBytes >= bounds.textBytesMax()) {
                return new Changes(given.get(given.size() - 1).version(), false, given);
            }
            given.add(event);
            rows += rows(event);
            textBytes +=
                    event instanceof MessageChanged changed ? changed.message().textBytes() : 0;
        }
        return new Changes(new ChatVersion(head.upTo()), head.whole(), given);
    }

    private static int rows(ChatEvent.Versioned event) {
        return switch (event) {
            case MembersChanged changed -> changed.members().size();
            case ChatOpened opened -> 1 + opened.members().size();
            case ChatRetitled retitled -> 1;
            case MessageChanged changed -> 1;
            case ChatEvent.MessagePosted posted -> 1;
        };
    }
}
