package io.vestnik.postgres;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.Chat;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvent.MarksMoved;
import io.vestnik.domain.event.ChatEvent.MembersChanged;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.MarksVersion;
import io.vestnik.domain.read.ReadFloor;
import io.vestnik.domain.user.UserId;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/// A chat whose lock this transaction holds, and the acting member. All other data of the chat is read through here, in
/// statements after the one that took the lock.
final class LockedChat {
    private final Database.Change change;
    private final ChatId id;
    private final ChatKind kind;
    private final Role actorRole;
    private final long version;
    private final long lastId;
    private final int memberCount;
    private final OffsetDateTime now;

    private record Row(ChatKind kind, long version, long lastId, int memberCount) {}

    private record Actor(Optional<Role> role, OffsetDateTime now) {}

    private LockedChat(Database.Change change, ChatId id, Row row, Role actorRole, OffsetDateTime now) {
        this.change = change;
        this.id = id;
        this.kind = row.kind();
        this.version = row.version();
        this.lastId = row.lastId();
        this.memberCount = row.memberCount();
        this.actorRole = actorRole;
        this.now = now;
    }

    /// Locks the chat and continues if `actor` is a member of it.
    static <T> Outcome<T> as(
            Database database, String doing, ChatId chatId, UserId actor, Function<LockedChat, Outcome<T>> then) {
        return database.change(
                doing,
                chatId,
                change ->
                        lock(change, chatId, actor).map(then).orElseGet(() -> Outcome.refused(Refusal.CHAT_NOT_FOUND)));
    }

    private static Optional<LockedChat> lock(Database.Change change, ChatId chatId, UserId actor) {
        Handle handle = change.handle();
        Optional<Row> locked = handle.createQuery("select kind, version, last_id, member_count from chats"
                        + " where id = :chat and deleted_at is null for no key update")
                .bind("chat", chatId.value())
                .map((row, context) -> new Row(
                        ChatKind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                        row.getLong("version"),
                        row.getLong("last_id"),
                        row.getInt("member_count")))
                .findOne();
        return locked.flatMap(row -> actor(handle, chatId, actor)
                .flatMap(found -> found.role().map(role -> new LockedChat(change, chatId, row, role, found.now()))));
    }

    private static Optional<Actor> actor(Handle handle, ChatId chatId, UserId actor) {
        return handle.createQuery("select role, date_trunc('milliseconds', clock_timestamp()) as now from members"
                        + " where chat_id = :chat and user_id = :actor")
                .bind("chat", chatId.value())
                .bind("actor", actor.value())
                .map((row, context) ->
                        new Actor(MemberState.role(row.getString("role")), row.getObject("now", OffsetDateTime.class)))
                .findOne();
    }

    ChatId id() {
        return id;
    }

    ChatKind kind() {
        return kind;
    }

    Role actorRole() {
        return actorRole;
    }

    int memberCount() {
        return memberCount;
    }

    long lastId() {
        return lastId;
    }

    /// The store's clock, read under the lock.
    OffsetDateTime now() {
        return now;
    }

    /// The version that this change takes.
    ChatVersion next() {
        return new ChatVersion(version).next();
    }

    Handle handle() {
        return change.handle();
    }

    /// Empty if the user is not in the chat.
    Optional<Role> roleOf(UserId userId) {
        return handle().createQuery("select role from members where chat_id = :chat and user_id = :user")
                .bind("chat", id.value())
                .bind("user", userId.value())
                .map((row, context) -> MemberState.role(row.getString("role")))
                .findOne()
                .flatMap(Function.identity());
    }

    /// Writes the head: the version taken and the number of members.
    void taken(int members) {
        handle().createUpdate("update chats set version = :version, member_count = :members where id = :chat")
                .bind("version", next().value())
                .bind("members", members)
                .bind("chat", id.value())
                .execute();
    }

    /// Reads the lowest marks again, after a member joined or left.
    Lowest refreshLowest() {
        Lowest lowest = handle().createQuery("select user_id, read_up_to from members"
                        + " where chat_id = :chat and role is not null and not dormant order by group_mark limit 2")
                .bind("chat", id.value())
                .scanResultSet((rows, context) -> {
                    var row = rows.get();
                    Lowest found = Lowest.EMPTY;
                    while (row.next()) {
                        found = found.with(row.getObject("user_id", UUID.class), row.getLong("read_up_to"));
                    }
                    return found;
                });
        handle().createUpdate("update chats set low1_user = :user1, low1 = :mark1, low2_user = :user2, low2 = :mark2"
                        + " where id = :chat")
                .bind("user1", lowest.user1())
                .bind("mark1", lowest.mark1())
                .bind("user2", lowest.user2())
                .bind("mark2", lowest.mark2())
                .bind("chat", id.value())
                .execute();
        return lowest;
    }

    /// Decides up to where all members have read, after a departure, and adds the event if a floor moved.
    void decideFloor(Lowest lowest, int members) {
        ReadFloor before = handle().createQuery("select everyone_floor, departed_floor from chats where id = :chat")
                .bind("chat", id.value())
                .map((row, context) -> new ReadFloor(
                        new MessageId(row.getLong("everyone_floor")), new MessageId(row.getLong("departed_floor"))))
                .one();
        ReadFloor.Decided decided = before.decide(lowest.marks());
        boolean raised = decided.ownFloor()
                .map(own -> handle().createUpdate("update members set own_floor = :upTo"
                                        + " where chat_id = :chat and user_id = :author and own_floor < :upTo")
                                .bind("upTo", own.upTo().value())
                                .bind("chat", id.value())
                                .bind("author", own.author().value())
                                .execute()
                        > 0)
                .orElse(false);
        if (!raised && decided.floor().equals(before)) {
            return;
        }
        MarksMoved moved = handle().createQuery("update chats set everyone_floor = :everyone,"
                        + " departed_floor = :departed, marks_version = marks_version + 1"
                        + " where id = :chat returning marks_version, version")
                .bind("everyone", decided.floor().everyone().value())
                .bind("departed", decided.floor().departed().value())
                .bind("chat", id.value())
                .map((row, context) -> new MarksMoved(
                        id,
                        new MarksVersion(row.getLong("marks_version")),
                        new ChatVersion(row.getLong("version")),
                        List.of(),
                        decided.floors(),
                        members))
                .one();
        tell(moved);
    }

    void tell(ChatEvent event) {
        change.happened(event);
    }

    /// Adds the event that these members were added, removed or given another role, and returns their present state.
    List<Member> tellMembers(Collection<UserId> concerned, List<UserId> added) {
        List<Member> members = members(handle(), id, concerned);
        Optional<Message> newest = added.isEmpty() ? Optional.empty() : newest();
        change.happened(new MembersChanged(id, next(), chat(handle(), id), members, added, newest));
        return members;
    }

    private Optional<Message> newest() {
        return handle().createQuery("select " + MessageRows.COLUMNS + """

             from chats c
             join messages m on m.chat_id = c.id and m.id = c.last_id
             join members s on s.chat_id = m.chat_id and s.user_id = m.sender_id
            where c.id = :chat\
            """)
                .bind("chat", id.value())
                .map((row, context) -> MessageRows.map(row))
                .findOne();
    }

    /// The chat as it is now in this transaction.
    static Chat chat(Handle handle, ChatId id) {
        return handle.createQuery("select " + ChatRows.CHAT
                        + " from chats c left join groups g on g.chat_id = c.id where c.id = :chat")
                .bind("chat", id.value())
                .map((row, context) -> ChatRows.chat(row))
                .one();
    }

    /// Those of `people` who are or were in the chat, as they are now in this transaction, in order of id.
    static List<Member> members(Handle handle, ChatId id, Collection<UserId> people) {
        return handle.createQuery("select " + ChatRows.MEMBER + """

             from members v
             join chats c on c.id = v.chat_id
             join users u on u.id = v.user_id
            where v.chat_id = :chat and v.user_id = any(:people)
            order by v.user_id\
            """)
                .bind("chat", id.value())
                .bindArray(
                        "people", UUID.class, people.stream().map(UserId::value).toList())
                .map((row, context) -> ChatRows.member(row))
                .list();
    }
}
