package io.vestnik.postgres.chat;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.Chats.Gone;
import io.vestnik.domain.chat.GroupRights;
import io.vestnik.domain.chat.GroupRights.ActorTarget;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.user.UserId;
import io.vestnik.postgres.commit.LockedChat;
import io.vestnik.postgres.commit.SeparateChange.Change;
import io.vestnik.postgres.commit.SeparateWrites;
import io.vestnik.postgres.read.ChatViews;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/// Adds members to groups, changes their roles, and removes members.
final class Memberships {
    /// Finds the next owner of a group: of the members with a certain role except the leaver, the member who joined
    /// first. Of members who joined at the same time, it finds the member with the lowest user id. The parameter
    /// `active` selects either active accounts, or disabled and deleted accounts, which cannot act for the group.
    private static final String HEIR = """
        select m.user_id
          from members m join users u on u.id = m.user_id
         where m.chat_id = :chat and m.role %s and m.user_id <> :leaver
               and (u.disabled_at is null and u.deleted_at is null) = :active
         order by m.joined_at, m.user_id
         limit 1\
        """;

    private static final String ADMIN = String.format(Locale.ROOT, HEIR, "= 'admin'");
    private static final String ANY_MEMBER = String.format(Locale.ROOT, HEIR, "is not null");

    private final SeparateWrites writes;

    Memberships(SeparateWrites writes) {
        this.writes = writes;
    }

    Outcome<List<Member>> add(ChatId chatId, UserId actor, Set<UserId> people, int membersMax) {
        return writes.commit(new Change<>("adding members", chatId, actor, chat -> {
            Optional<Refusal> refusal = GroupRights.add(chat.kind(), chat.actorRole());
            return refusal.isPresent()
                    ? Outcome.refused(refusal.get())
                    : add(chat, newcomers(chat, people), membersMax);
        }));
    }

    private static List<UserId> newcomers(LockedChat chat, Set<UserId> people) {
        return chat.handle()
                .createQuery("""
                    select q.id from unnest(:people) as q (id)
                     where not exists (select from members m
                                        where m.chat_id = :chat and m.user_id = q.id and m.role is not null)
                     order by q.id\
                    """)
                .bindArray("people", UserId.class, people)
                .bind("chat", chat.id())
                .mapTo(UserId.class)
                .list();
    }

    private static Outcome<List<Member>> add(LockedChat chat, List<UserId> newcomers, int membersMax)
            throws SQLException {
        if (!allHaveAccounts(chat.handle(), newcomers)) {
            return Outcome.refused(Refusal.USER_NOT_FOUND);
        }
        if (newcomers.isEmpty()) {
            return Outcome.done(List.of());
        }
        int members = chat.memberCount() + newcomers.size();
        if (members > membersMax) {
            return Outcome.refused(Refusal.GROUP_FULL);
        }
        // A returning member keeps the read floor of their own messages, and has no unread messages.
        chat.handle()
                .createUpdate("""
                    insert into members as m (chat_id, user_id, role, joined_at, joined_after, read_up_to, version,
                                              dormant)
                    select :chat, q.id, 'member', :now, :last, :last, :version, u.disabled_at is not null
                      from unnest(:people) as q (id) join users u on u.id = q.id
                        on conflict (chat_id, user_id) do update
                       set role = excluded.role, joined_at = excluded.joined_at,
                           joined_after = excluded.joined_after, read_up_to = excluded.read_up_to,
                           version = excluded.version, dormant = excluded.dormant,
                           own_floor = greatest(m.own_floor,
                                                (select departed_floor from chats where id = :chat))\
                    """)
                .bind("chat", chat.id())
                .bind("now", chat.now())
                .bind("last", chat.last())
                .bind("version", chat.nextVersion())
                .bindArray("people", UserId.class, newcomers)
                .execute();
        chat.row().countedMarksChanged();
        return Outcome.done(chat.membersChanged(members, newcomers, newcomers));
    }

    /// Whether all users exist and are not deleted. Locks their rows, so that the result holds until the end of the
    /// transaction.
    static boolean allHaveAccounts(Handle handle, Collection<UserId> people) {
        return handle.createQuery("select id from users where id = any(:people) and deleted_at is null"
                                + " order by id for share")
                        .bindArray("people", UserId.class, people)
                        .mapTo(UserId.class)
                        .list()
                        .size()
                == people.size();
    }

    Outcome<Member> changeRole(ChatId chatId, UserId actor, UserId target, Role role) {
        return writes.commit(new Change<>("changing a role", chatId, actor, chat -> {
            Optional<Refusal> refusal =
                    GroupRights.changeRole(chat.kind(), chat.actorRole(), ActorTarget.of(actor, target), role);
            if (refusal.isPresent()) {
                return Outcome.refused(refusal.get());
            }
            Optional<Role> before = chat.roleOf(target);
            return before.isPresent()
                    ? Outcome.done(changeRole(chat, actor, target, before.get(), role))
                    : Outcome.refused(Refusal.USER_NOT_FOUND);
        }));
    }

    private static Member changeRole(LockedChat chat, UserId actor, UserId target, Role before, Role role)
            throws SQLException {
        if (before == role) {
            return ChatViews.membersOf(chat.handle(), chat.id(), List.of(target))
                    .get(0);
        }
        List<UserId> concerned = new ArrayList<>();
        // The current owner loses the role before the other member gets it, so the group never has two owners.
        if (role == Role.OWNER) {
            give(chat, actor, Optional.of(Role.ADMIN));
            concerned.add(actor);
        }
        give(chat, target, Optional.of(role));
        concerned.add(target);
        return chat.membersChanged(chat.memberCount(), concerned, List.of()).stream()
                .filter(member -> member.userId().equals(target))
                .findFirst()
                .orElseThrow();
    }

    Outcome<Gone> remove(ChatId chatId, UserId actor, UserId target) {
        return writes.commit(new Change<>("removing a member", chatId, actor, chat -> {
            Optional<Role> role = chat.roleOf(target);
            Optional<Refusal> refusal = actor.equals(target)
                    ? GroupRights.leave(chat.kind())
                    : GroupRights.remove(chat.kind(), chat.actorRole(), role.orElse(Role.MEMBER));
            if (refusal.isPresent()) {
                return Outcome.refused(refusal.get());
            }
            if (role.isEmpty()) {
                return Outcome.refused(Refusal.USER_NOT_FOUND);
            }
            leave(chat, target, role.get());
            return Outcome.done(new Gone());
        }));
    }

    private static void leave(LockedChat chat, UserId leaver, Role role) throws SQLException {
        if (chat.memberCount() == 1) {
            chat.delete();
        } else {
            depart(chat, leaver, role);
        }
    }

    Outcome<Member> handOver(ChatId chatId, UserId heir) {
        return writes.commit(new Change<>("handing a group over", chatId, heir, chat -> {
            Optional<Refusal> refusal = GroupRights.handOver(chat.kind());
            if (refusal.isPresent()) {
                return Outcome.refused(refusal.get());
            }
            UserId owner = chat.handle()
                    .createQuery("select user_id from members where chat_id = :chat and role = 'owner'")
                    .bind("chat", chatId)
                    .mapTo(UserId.class)
                    .one();
            return Outcome.done(changeRole(chat, owner, heir, chat.actorRole(), Role.OWNER));
        }));
    }

    /// The state of an account, whose row is locked against changes until the end of the transaction.
    private record Account(boolean deleted, boolean disabled) {
        static Account of(Handle handle, UserId userId) {
            return handle.createQuery("select deleted_at is not null as deleted, disabled_at is not null as disabled"
                            + " from users where id = :user for share")
                    .bind("user", userId)
                    .map((row, context) -> new Account(row.getBoolean("deleted"), row.getBoolean("disabled")))
                    .one();
        }
    }

    void follow(UserId userId, ChatId chatId) {
        writes.commit(new Change<>("adapting a membership to its account", chatId, userId, chat -> {
            if (chat.kind() == ChatKind.GROUP) {
                Account account = Account.of(chat.handle(), userId);
                if (account.deleted()) {
                    leave(chat, userId, chat.actorRole());
                } else {
                    dormant(chat, userId, account.disabled());
                }
            }
            return Outcome.done(new Gone());
        }));
    }

    private static void dormant(LockedChat chat, UserId userId, boolean dormant) {
        int changed = chat.handle()
                .createUpdate("update members set dormant = :dormant"
                        + " where chat_id = :chat and user_id = :user and dormant <> :dormant")
                .bind("dormant", dormant)
                .bind("chat", chat.id())
                .bind("user", userId)
                .execute();
        if (changed > 0) {
            if (dormant) {
                chat.row().markDeparted();
            } else {
                // Read floors do not fall: messages that became read without the dormant member stay read.
                chat.row().countedMarksChanged();
            }
        }
    }

    private static void depart(LockedChat chat, UserId leaver, Role role) throws SQLException {
        List<UserId> concerned = new ArrayList<>(List.of(leaver));
        give(chat, leaver, Optional.empty());
        if (role == Role.OWNER) {
            UserId heir = heir(chat, leaver);
            give(chat, heir, Optional.of(Role.OWNER));
            concerned.add(heir);
        }
        chat.membersChanged(chat.memberCount() - 1, concerned, List.of());
        chat.row().markDeparted();
    }

    /// The next owner of a group: the longest-standing active admin, else the longest-standing active member. If no
    /// member is active, the longest-standing admin, else the longest-standing member.
    private static UserId heir(LockedChat chat, UserId leaver) {
        return heir(chat, ADMIN, leaver, true)
                .or(() -> heir(chat, ANY_MEMBER, leaver, true))
                .or(() -> heir(chat, ADMIN, leaver, false))
                .or(() -> heir(chat, ANY_MEMBER, leaver, false))
                .orElseThrow();
    }

    private static Optional<UserId> heir(LockedChat chat, String query, UserId leaver, boolean active) {
        return chat.handle()
                .createQuery(query)
                .bind("chat", chat.id())
                .bind("leaver", leaver)
                .bind("active", active)
                .mapTo(UserId.class)
                .findOne();
    }

    private static void give(LockedChat chat, UserId userId, Optional<Role> role) {
        chat.handle()
                .createUpdate("update members set role = :role, version = :version"
                        + " where chat_id = :chat and user_id = :user")
                .bind("role", role)
                .bind("version", chat.nextVersion())
                .bind("chat", chat.id())
                .bind("user", userId)
                .execute();
    }
}
