package io.vestnik.postgres;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.chat.GroupRights;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent.ChatRetitled;
import io.vestnik.domain.read.MarksVersion;
import io.vestnik.domain.user.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.statement.Query;

/// The chats in PostgreSQL.
final class JdbiChats implements Chats {
    private static final String FLAGGED = "(u.memberships_outdated or u.erasure_unfinished)";

    private static final String NOT_FOLLOWING = """
          join members m on m.user_id = u.id and m.role is not null and m.in_group
          join chats c on c.id = m.chat_id and c.deleted_at is null
         where (u.deleted_at is not null or m.dormant <> (u.disabled_at is not null))\
        """;

    private static final String OUTDATED =
            "select m.user_id, m.chat_id from users u " + NOT_FOLLOWING + " and " + FLAGGED;

    /// An account that changes at the same time stays marked: its row is checked again after that commit.
    private static final String SETTLE =
            "update users u set memberships_outdated = false, erasure_unfinished = false where " + FLAGGED
                    + " and not exists (select from (select u.id, u.deleted_at, u.disabled_at) u " + NOT_FOLLOWING
                    + ")";

    private static final UUID LOWEST = new UUID(0, 0);

    private static final String SNAPSHOTS =
            "select " + ChatRows.CHAT + ", " + ChatRows.MEMBER + ", " + ChatRows.PEER + """

                  from members v
                  join chats c on c.id = v.chat_id and c.deleted_at is null
                  join users u on u.id = v.user_id
                  left join groups g on g.chat_id = c.id
                """ + ChatRows.JOIN_PEER;

    private final Database database;
    private final Database checks;
    private final Recent<String> epoch;
    private final ChatCreation creation;
    private final Memberships memberships;

    /// @param checks the pool for the node's own queries, so that users' reads do not delay them
    JdbiChats(Database database, Database checks) {
        this.database = database;
        this.checks = checks;
        this.epoch = new Recent<>(() -> readEpoch(checks));
        this.creation = new ChatCreation(database);
        this.memberships = new Memberships(database);
    }

    @Override
    public Outcome<Opened> openDirect(DirectOpening opening) {
        return creation.direct(opening, Optional.empty());
    }

    @Override
    public Optional<ChatView> findDirect(UserId viewer, UserId other) {
        return creation.findDirect(viewer, other);
    }

    @Override
    public Outcome<Opened> createGroup(GroupFounding founding) {
        return creation.group(founding, Optional.empty());
    }

    @Override
    public Outcome<ChatView> find(ChatId chatId, UserId viewer) {
        return database.read(
                "finding a chat",
                handle -> ChatViews.find(handle, chatId, viewer)
                        .map(Outcome::done)
                        .orElseGet(() -> Outcome.refused(Refusal.CHAT_NOT_FOUND)));
    }

    @Override
    public Page<ChatView> list(UserId viewer, int limit, Optional<PageCursor> cursor) {
        return database.read("listing chats", handle -> ChatViews.list(handle, viewer, limit, cursor));
    }

    @Override
    public Outcome<Page<Member>> members(ChatId chatId, UserId viewer, int limit, Optional<PageCursor> cursor) {
        return database.read(
                "listing members",
                handle -> snapshotsIn(chatId, Set.of(viewer)).isEmpty()
                        ? Outcome.refused(Refusal.CHAT_NOT_FOUND)
                        : Outcome.done(ChatViews.members(handle, chatId, limit, cursor)));
    }

    @Override
    public Outcome<ChatView> retitle(ChatId chatId, UserId actor, ChatTitle title) {
        return LockedChat.as(database, "changing a title", chatId, actor, chat -> {
            Optional<Refusal> refusal = GroupRights.retitle(chat.kind(), chat.actorRole());
            if (refusal.isPresent()) {
                return Outcome.refused(refusal.get());
            }
            boolean changed = chat.handle()
                            .createUpdate("update groups set title = :title, title_version = :version"
                                    + " where chat_id = :chat and title <> :title")
                            .bind("title", title.value())
                            .bind("version", chat.next().value())
                            .bind("chat", chatId.value())
                            .execute()
                    > 0;
            if (changed) {
                chat.taken(chat.memberCount());
                ChatVersion version = chat.next();
                chat.tell(new ChatRetitled(chatId, version, LockedChat.chat(chat.handle(), chatId)));
            }
            return Outcome.done(ChatViews.find(chat.handle(), chatId, actor).orElseThrow());
        });
    }

    @Override
    public Outcome<Gone> delete(ChatId chatId, UserId actor) {
        return LockedChat.as(database, "deleting a group", chatId, actor, chat -> {
            Optional<Refusal> refusal = GroupRights.delete(chat.kind(), chat.actorRole());
            if (refusal.isPresent()) {
                return Outcome.refused(refusal.get());
            }
            Memberships.delete(chat);
            return Outcome.done(new Gone());
        });
    }

    @Override
    public Outcome<List<Member>> add(ChatId chatId, UserId actor, Set<UserId> people, int membersMax) {
        return memberships.add(chatId, actor, people, membersMax);
    }

    @Override
    public Outcome<Member> changeRole(ChatId chatId, UserId actor, UserId target, Role role) {
        return memberships.changeRole(chatId, actor, target, role);
    }

    @Override
    public Outcome<Gone> remove(ChatId chatId, UserId actor, UserId target) {
        return memberships.remove(chatId, actor, target);
    }

    @Override
    public Outcome<Member> handOver(ChatId chatId, UserId heir) {
        return memberships.handOver(chatId, heir);
    }

    @Override
    public List<Membership> outdated(int limit, Optional<Membership> after) {
        List<Membership> outdated = database.read(
                "finding outdated memberships",
                handle -> handle.createQuery(OUTDATED
                                + " and (m.user_id, m.chat_id) > (:afterUser, :afterChat)"
                                + " order by m.user_id, m.chat_id limit :limit")
                        .bind(
                                "afterUser",
                                after.map(Membership::userId).map(UserId::value).orElse(LOWEST))
                        .bind(
                                "afterChat",
                                after.map(Membership::chatId).map(ChatId::value).orElse(LOWEST))
                        .bind("limit", limit)
                        .map((row, context) -> new Membership(
                                new UserId(row.getObject("user_id", UUID.class)),
                                new ChatId(row.getObject("chat_id", UUID.class))))
                        .list());
        if (outdated.isEmpty() && after.isEmpty() && hasOutdated()) {
            database.change(
                    "settling memberships",
                    change -> change.handle().createUpdate(SETTLE).execute());
        }
        return outdated;
    }

    private boolean hasOutdated() {
        return database.read(
                "finding outdated memberships",
                handle -> handle.createQuery("select exists (select from users u where " + FLAGGED + ")")
                        .mapTo(Boolean.class)
                        .one());
    }

    @Override
    public void follow(Membership membership) {
        memberships.follow(membership.userId(), membership.chatId());
    }

    @Override
    public List<Snapshot> snapshots(UserId userId, Collection<ChatId> chats) {
        return database.read(
                "reading snapshots",
                handle -> snapshots(handle.createQuery(SNAPSHOTS
                                + " where v.user_id = :user and v.chat_id = any(:chats) and v.role is not null")
                        .bind("user", userId.value())
                        .bindArray(
                                "chats",
                                UUID.class,
                                chats.stream().map(ChatId::value).toList())));
    }

    @Override
    public List<Snapshot> snapshotsIn(ChatId chatId, Set<UserId> users) {
        return database.read(
                "reading snapshots",
                handle -> snapshots(handle.createQuery(SNAPSHOTS
                                + " where v.chat_id = :chat and v.user_id = any(:people) and v.role is not null")
                        .bind("chat", chatId.value())
                        .bindArray(
                                "people",
                                UUID.class,
                                users.stream().map(UserId::value).toList())));
    }

    private static List<Snapshot> snapshots(Query query) {
        return query.map((row, context) -> new Snapshot(
                        ChatRows.chat(row),
                        new MarksVersion(row.getLong("c_marks_version")),
                        ChatRows.peer(row),
                        ChatRows.member(row)))
                .list();
    }

    @Override
    public List<Versions> versions(Collection<UserId> users) {
        return checks.read(
                "comparing versions",
                handle -> handle.createQuery("""
                    select v.user_id, c.id, c.version, c.marks_version
                      from members v join chats c on c.id = v.chat_id
                     where v.user_id = any(:people) and v.role is not null and c.deleted_at is null\
                    """)
                        .bindArray(
                                "people",
                                UUID.class,
                                users.stream().map(UserId::value).toList())
                        .map((row, context) -> new Versions(
                                new UserId(row.getObject("user_id", UUID.class)),
                                new ChatId(row.getObject("id", UUID.class)),
                                new ChatVersion(row.getLong("version")),
                                new MarksVersion(row.getLong("marks_version"))))
                        .list());
    }

    /// Composed of everything that a restore changes: the name of the data set and, for a physical restore, which
    /// copies that name, the server's identifier and its time line. Of many calls within a quarter of a second only one
    /// queries the database.
    @Override
    public String epoch() {
        return epoch.get();
    }

    private static String readEpoch(Database checks) {
        return checks.read(
                "reading the epoch",
                handle -> handle.createQuery("""
                    select epoch || '-' || (select system_identifier from pg_control_system()) || '-'
                           || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) as epoch
                      from meta\
                    """).mapTo(String.class).one());
    }
}
