package io.vestnik.postgres.chat;

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
import io.vestnik.domain.user.UserId;
import io.vestnik.postgres.commit.SeparateChange.Change;
import io.vestnik.postgres.commit.SeparateWrites;
import io.vestnik.postgres.read.ChatViews;
import io.vestnik.postgres.read.SnapshotReads;
import io.vestnik.postgres.transaction.Database;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The chats in PostgreSQL.
public final class JdbiChats implements Chats {
    private static final String FLAGGED = "(u.memberships_outdated or u.erasure_unfinished)";

    private static final String NOT_FOLLOWING = """
          join members m on m.user_id = u.id and m.role is not null and m.in_group
          join chats c on c.id = m.chat_id and c.deleted_at is null
         where (u.deleted_at is not null or m.dormant <> (u.disabled_at is not null))\
        """;

    private static final String OUTDATED =
            "select m.user_id, m.chat_id from users u " + NOT_FOLLOWING + " and " + FLAGGED;

    /// Clears the flags of accounts without outdated memberships. If a concurrent transaction changes the row of an
    /// account, the update checks this account again. So it does not clear a flag that the concurrent transaction has
    /// set.
    private static final String SETTLE =
            "update users u set memberships_outdated = false, erasure_unfinished = false where " + FLAGGED
                    + " and not exists (select from (select u.id, u.deleted_at, u.disabled_at) u " + NOT_FOLLOWING
                    + ")";

    private static final UserId LOWEST_USER = new UserId(new UUID(0, 0));
    private static final ChatId LOWEST_CHAT = new ChatId(new UUID(0, 0));

    private final Database database;
    private final Database checks;
    private final DataEpoch epoch;
    private final ChatCreation creation;
    private final Memberships memberships;
    private final SeparateWrites writes;

    /// @param checks the pool for the node's own queries, so that users' reads do not delay these queries
    public JdbiChats(Database database, Database checks, ChatCreation creation, SeparateWrites writes) {
        this.database = database;
        this.checks = checks;
        this.epoch = new DataEpoch(checks);
        this.writes = writes;
        this.creation = creation;
        this.memberships = new Memberships(writes);
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
                handle -> SnapshotReads.in(handle, chatId, Set.of(viewer)).isEmpty()
                        ? Outcome.refused(Refusal.CHAT_NOT_FOUND)
                        : Outcome.done(ChatViews.members(handle, chatId, limit, cursor)));
    }

    @Override
    public Outcome<ChatView> retitle(ChatId chatId, UserId actor, ChatTitle title) {
        return writes.commit(new Change<>("changing a title", chatId, actor, chat -> {
            Optional<Refusal> refusal = GroupRights.retitle(chat.kind(), chat.actorRole());
            if (refusal.isPresent()) {
                return Outcome.refused(refusal.get());
            }
            boolean changed = chat.handle()
                            .createUpdate("update groups set title = :title, title_version = :version"
                                    + " where chat_id = :chat and title <> :title")
                            .bind("title", title)
                            .bind("version", chat.nextVersion())
                            .bind("chat", chatId)
                            .execute()
                    > 0;
            if (changed) {
                ChatVersion version = chat.row().takeVersion();
                chat.writeRow();
                chat.happened(new ChatRetitled(chatId, version, ChatViews.chat(chat.handle(), chatId)));
            }
            return Outcome.done(ChatViews.find(chat.handle(), chatId, actor).orElseThrow());
        }));
    }

    @Override
    public Outcome<Gone> delete(ChatId chatId, UserId actor) {
        return writes.commit(new Change<>("deleting a group", chatId, actor, chat -> {
            Optional<Refusal> refusal = GroupRights.delete(chat.kind(), chat.actorRole());
            if (refusal.isPresent()) {
                return Outcome.refused(refusal.get());
            }
            chat.delete();
            return Outcome.done(new Gone());
        }));
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
                        .bind("afterUser", after.map(Membership::userId).orElse(LOWEST_USER))
                        .bind("afterChat", after.map(Membership::chatId).orElse(LOWEST_CHAT))
                        .bind("limit", limit)
                        .mapTo(Membership.class)
                        .list());
        if (outdated.isEmpty() && after.isEmpty() && hasOutdated()) {
            database.change(
                    "settling memberships",
                    handle -> handle.createUpdate(SETTLE).execute());
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
        return database.read("reading snapshots", handle -> SnapshotReads.of(handle, userId, chats));
    }

    @Override
    public List<Snapshot> snapshotsIn(ChatId chatId, Set<UserId> users) {
        return database.read("reading snapshots", handle -> SnapshotReads.in(handle, chatId, users));
    }

    @Override
    public List<Versions> versions(Collection<UserId> users) {
        return checks.read("comparing versions", handle -> SnapshotReads.versions(handle, users));
    }

    @Override
    public String epoch() {
        return epoch.current();
    }

    @Override
    public String renewEpoch(String known) {
        return epoch.renew(known);
    }
}
