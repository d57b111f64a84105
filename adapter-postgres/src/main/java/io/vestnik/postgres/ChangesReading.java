package io.vestnik.postgres;

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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/// Reads what changed in a chat: first the version up to which, then the rows in between.
///
/// What changes again in between has a later version by then and is left to the next look; the other way round it would
/// be lost.
final class ChangesReading {
    private static final String HEAD = "select " + ChatRows.CHAT + """
        , coalesce(g.title_version, 1) as title_version
          from chats c left join groups g on g.chat_id = c.id
         where c.id = :chat and c.deleted_at is null\
        """;

    private static final String IN_IT = " and exists (select from members v where v.chat_id = c.id"
            + " and v.user_id = :viewer and v.role is not null)";

    /// Posts took one version each, so those after a version are among as many of the last ids as versions have passed;
    /// what was edited or deleted has an index of its own.
    ///
    /// The texts are weighed in the database, from the lengths that are stored with them, so that no more of them come
    /// here than may. The frame leaves the row before out, so the row after the last one allowed comes too and tells
    /// that there is more.
    private static final String MESSAGES = "select " + MessageRows.COLUMNS + """

        from (select w.*, coalesce(sum(octet_length(w.body))
                     over (order by w.version rows between unbounded preceding and 2 preceding), 0) as bytes_before
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
        join members s on s.chat_id = m.chat_id and s.user_id = m.sender_id
        where m.bytes_before < :bytesMax\
        """;

    private static final String MEMBERS = "select " + ChatRows.MEMBER + """

         from (select * from members f
                where f.chat_id = :chat and f.version > :after and f.version <= :upTo
                order by f.version fetch first :limit rows with ties) v
         join chats c on c.id = v.chat_id
         join users u on u.id = v.user_id
        order by v.version, v.user_id\
        """;

    private final Database database;

    ChangesReading(Database database) {
        this.database = database;
    }

    /// Empty when the viewer is not in the chat.
    Optional<Changes> forMember(ChatId chatId, UserId viewer, ChatVersion after, Changes.Bounds bounds) {
        return database.read(
                "reading changes",
                handle -> handle.createQuery(HEAD + IN_IT)
                        .bind("chat", chatId.value())
                        .bind("viewer", viewer.value())
                        .map((row, context) -> new Head(ChatRows.chat(row), row.getLong("title_version")))
                        .findOne()
                        .map(head -> read(handle, head, after.value(), bounds)));
    }

    /// Empty when there is no such chat.
    Optional<Changes> forNobody(ChatId chatId, ChatVersion after, Changes.Bounds bounds) {
        return database.read(
                "reading changes",
                handle -> handle.createQuery(HEAD)
                        .bind("chat", chatId.value())
                        .map((row, context) -> new Head(ChatRows.chat(row), row.getLong("title_version")))
                        .findOne()
                        .map(head -> read(handle, head, after.value(), bounds)));
    }

    private record Head(Chat chat, long titleVersion) {
        long version() {
            return chat.version().value();
        }
    }

    private record Versioned(Member member, long version) {}

    private static Changes read(Handle handle, Head head, long after, Changes.Bounds bounds) {
        if (after >= head.version()) {
            return new Changes(head.chat().version(), true, List.of());
        }
        // One more than asked for tells whether there is more.
        long atMost = bounds.rowsMax() + 1L;
        List<Message> messages = messages(handle, head, after, atMost, bounds.textBytesMax());
        Map<Long, List<Member>> members = members(handle, head, after, atMost);
        return cut(head, events(head, after, messages, members), bounds);
    }

    private static List<Message> messages(Handle handle, Head head, long after, long limit, long bytesMax) {
        long lastId = head.chat().lastMessageId().value();
        return handle.createQuery(MESSAGES)
                .bind("chat", head.chat().id().value())
                .bind("idsAfter", Math.max(0, lastId - (head.version() - after)))
                .bind("idsUpTo", lastId)
                .bind("after", after)
                .bind("upTo", head.version())
                .bind("limit", limit)
                .bind("bytesMax", bytesMax)
                .map((row, context) -> MessageRows.map(row))
                .list();
    }

    private static Map<Long, List<Member>> members(Handle handle, Head head, long after, long limit) {
        Map<Long, List<Member>> byVersion = new TreeMap<>();
        handle.createQuery(MEMBERS)
                .bind("chat", head.chat().id().value())
                .bind("after", after)
                .bind("upTo", head.version())
                .bind("limit", limit)
                .map((row, context) -> new Versioned(ChatRows.member(row), row.getLong("v_version")))
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
        if (head.titleVersion() > after) {
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

    /// As many events as the bounds allow, but at least one; a version's rows are one event and stay together.
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
        return new Changes(head.chat().version(), true, given);
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
