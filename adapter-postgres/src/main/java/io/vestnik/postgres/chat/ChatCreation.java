package io.vestnik.postgres.chat;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Chats.DirectOpening;
import io.vestnik.domain.chat.Chats.GroupFounding;
import io.vestnik.domain.chat.Chats.Opened;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.user.UserId;
import io.vestnik.postgres.commit.NewChat;
import io.vestnik.postgres.commit.SeparateChange.Creation;
import io.vestnik.postgres.commit.SeparateWrites;
import io.vestnik.postgres.connection.Codecs;
import io.vestnik.postgres.read.ChatViews;
import io.vestnik.postgres.transaction.Database;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/// Creates chats: one direct chat for each pair of users, one group for each idempotency key of its creator.
///
/// Of several concurrent calls for the same chat, one call inserts a row into a table with a unique key. The other
/// calls wait for that row, create nothing, and return the chat of the call that inserted the row.
public final class ChatCreation {
    private final Database database;
    private final SeparateWrites writes;

    public ChatCreation(Database database, SeparateWrites writes) {
        this.database = database;
        this.writes = writes;
    }

    /// Opens the direct chat of two users, or returns the existing one.
    ///
    /// @param at when the chat began; empty for the current time
    public Outcome<Opened> direct(DirectOpening opening, Optional<Instant> at) {
        UserId opener = opening.opener();
        if (opener.equals(opening.other())) {
            return Outcome.refused(Refusal.CHAT_WITH_ONESELF);
        }
        List<UserId> pair = Stream.of(opener, opening.other()).sorted().toList();
        return writes.commit(new Creation<>("opening a direct chat", opening.id(), chat -> {
            Optional<ChatView> existing = findDirect(chat.handle(), opener, opening.other());
            if (existing.isPresent()) {
                return Outcome.done(new Opened(existing.get(), false));
            }
            if (!Memberships.allHaveAccounts(chat.handle(), pair)) {
                return Outcome.refused(Refusal.USER_NOT_FOUND);
            }
            insert(chat, ChatKind.DIRECT, Optional.empty(), opener, pair, at);
            boolean first = chat.handle()
                            .createUpdate("""
                                insert into direct_pairs (low, high, chat_id)
                                values (least(:a, :b), greatest(:a, :b), :chat)
                                    on conflict (low, high) do nothing\
                                """)
                            .bind("a", opener)
                            .bind("b", opening.other())
                            .bind("chat", opening.id())
                            .execute()
                    > 0;
            if (!first) {
                chat.handle()
                        .createUpdate("delete from chats where id = :chat")
                        .bind("chat", opening.id())
                        .execute();
                return Outcome.done(new Opened(
                        findDirect(chat.handle(), opener, opening.other()).orElseThrow(), false));
            }
            return Outcome.done(chat.opened(opener, pair));
        }));
    }

    Optional<ChatView> findDirect(UserId viewer, UserId other) {
        return database.read("finding a direct chat", handle -> findDirect(handle, viewer, other));
    }

    private static Optional<ChatView> findDirect(Handle handle, UserId viewer, UserId other) {
        return handle.createQuery(
                        "select chat_id from direct_pairs where low = least(:a, :b) and high = greatest(:a, :b)")
                .bind("a", viewer)
                .bind("b", other)
                .mapTo(ChatId.class)
                .findOne()
                .flatMap(id -> ChatViews.find(handle, id, viewer));
    }

    /// Creates a group, or returns the group that the same creator has created with the same key.
    ///
    /// @param at when the group began; empty for the current time
    public Outcome<Opened> group(GroupFounding founding, Optional<Instant> at) {
        List<UserId> members = Stream.concat(founding.members().stream(), Stream.of(founding.creator()))
                .distinct()
                .sorted()
                .toList();
        long hash = hash(founding.title(), members);
        return writes.commit(new Creation<>("creating a group", founding.id(), chat -> {
            Optional<Outcome<Opened>> before =
                    founding.key().flatMap(key -> findCreation(chat.handle(), founding.creator(), key, hash));
            if (before.isPresent()) {
                return before.get();
            }
            if (!Memberships.allHaveAccounts(chat.handle(), members)) {
                return Outcome.refused(Refusal.USER_NOT_FOUND);
            }
            if (members.size() > founding.membersMax()) {
                return Outcome.refused(Refusal.GROUP_FULL);
            }
            boolean first = founding.key()
                    .map(key -> chat.handle()
                                    .createUpdate("""
                                        insert into group_creations (creator_id, key, chat_id, hash)
                                        values (:creator, :key, :chat, :hash)
                                            on conflict (creator_id, key) do nothing\
                                        """)
                                    .bind("creator", founding.creator())
                                    .bind("key", key)
                                    .bind("chat", founding.id())
                                    .bind("hash", hash)
                                    .execute()
                            > 0)
                    .orElse(true);
            if (!first) {
                return findCreation(
                                chat.handle(),
                                founding.creator(),
                                founding.key().orElseThrow(),
                                hash)
                        .orElseThrow();
            }
            insert(chat, ChatKind.GROUP, Optional.of(founding.title()), founding.creator(), members, at);
            return Outcome.done(chat.opened(founding.creator(), members));
        }));
    }

    private record Founded(ChatId chatId, long hash) {}

    private static Optional<Outcome<Opened>> findCreation(Handle handle, UserId creator, MessageKey key, long hash) {
        return handle.createQuery(
                        "select chat_id, hash from group_creations where creator_id = :creator and key = :key")
                .bind("creator", creator)
                .bind("key", key)
                .map((row, context) -> new Founded(Codecs.CHAT_ID.get(row, "chat_id"), row.getLong("hash")))
                .findOne()
                .map(founded -> founded.hash() == hash
                        ? ChatViews.find(handle, founded.chatId(), creator)
                                .map(view -> Outcome.done(new Opened(view, false)))
                                .orElseGet(() -> Outcome.refused(Refusal.CHAT_NOT_FOUND))
                        : Outcome.refused(Refusal.KEY_REUSED));
    }

    /// @param members the members, in the order of their ids
    private static void insert(
            NewChat chat,
            ChatKind kind,
            Optional<ChatTitle> title,
            UserId creator,
            List<UserId> members,
            Optional<Instant> at) {
        Handle handle = chat.handle();
        handle.createUpdate("""
            insert into chats (id, kind, created_by, created_at, activity_at, member_count, version,
                               low1_user, low2_user)
            select :chat, :kind, :creator, t.now, t.now, :members, :version, :first, :second
              from (select date_trunc('milliseconds', least(clock_timestamp(), cast(:at as timestamptz))) as now) t\
            """)
                .bind("chat", chat.id())
                .bind("kind", kind)
                .bind("creator", creator)
                .bind("at", at)
                .bind("members", members.size())
                .bind("version", ChatVersion.FIRST)
                .bind("first", members.get(0))
                .bind("second", members.stream().skip(1).findFirst())
                .execute();
        title.ifPresent(named -> handle.createUpdate(
                        "insert into groups (chat_id, title, title_version) values (:chat, :title, :version)")
                .bind("chat", chat.id())
                .bind("title", named)
                .bind("version", ChatVersion.FIRST)
                .execute());
        handle.createUpdate("""
            insert into members (chat_id, user_id, role, joined_at, joined_after, read_up_to, version, in_group, dormant)
            select c.id, u.id, case when c.kind = 'group' and u.id = c.created_by
                                    then 'owner' else 'member' end, c.created_at, 0, 0, c.version, c.kind = 'group',
                   c.kind = 'group' and u.disabled_at is not null
              from chats c, unnest(:people) as q (id) join users u on u.id = q.id
             where c.id = :chat\
            """)
                .bind("chat", chat.id())
                .bindArray("people", UserId.class, members)
                .execute();
        // All read marks are 0, so the row of the chat names the first two members as those with the lowest marks. But
        // marks of dormant members (with disabled accounts) do not count. So if there are dormant members, this
        // statement names the first two of the other members instead.
        handle.createUpdate("""
            update chats c set low1_user = f.users[1], low2_user = f.users[2]
              from (select array(select m.user_id from members m
                                  where m.chat_id = :chat and not m.dormant order by m.user_id limit 2) as users) f
             where c.id = :chat
               and exists (select from members m where m.chat_id = :chat and m.dormant)\
            """).bind("chat", chat.id()).execute();
    }

    /// The digest of a new group's members and title: the first 64 bits of SHA-256 over the members in the given order,
    /// then the title.
    private static long hash(ChatTitle title, List<UserId> members) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ByteBuffer ids = ByteBuffer.allocate(members.size() * 2 * Long.BYTES);
            members.forEach(member -> ids.putLong(member.value().getMostSignificantBits())
                    .putLong(member.value().getLeastSignificantBits()));
            digest.update(ids.array());
            return ByteBuffer.wrap(digest.digest(title.value().getBytes(StandardCharsets.UTF_8)))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
