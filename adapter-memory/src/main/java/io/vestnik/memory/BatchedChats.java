package io.vestnik.memory;

import io.vestnik.application.commit.StoreFailure;
import io.vestnik.application.commit.Transactions;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.user.UserId;
import io.vestnik.memory.MemorySeparateTransaction.Change;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import java.util.function.Supplier;

/// The chats of a [BatchedMemoryStore]. Each change is a [MemorySeparateTransaction].
final class BatchedChats implements Chats {
    private final MemoryDatabase database;
    private final Transactions<MemoryConnection> transactions;
    private final Function<ChatId, Lock> turns;
    private final NodeRuntime runtime;

    /// @param turns finds the turn of a chat's writer
    BatchedChats(
            MemoryDatabase database,
            Transactions<MemoryConnection> transactions,
            Function<ChatId, Lock> turns,
            NodeRuntime runtime) {
        this.database = database;
        this.transactions = transactions;
        this.turns = turns;
        this.runtime = runtime;
    }

    private <T> Outcome<T> create(String doing, ChatId chatId, Supplier<Outcome<T>> work) {
        return commit(new Change<>(doing, chatId, Optional.empty(), work));
    }

    private <T> Outcome<T> change(String doing, ChatId chatId, UserId actor, Supplier<Outcome<T>> work) {
        return commit(new Change<>(doing, chatId, Optional.of(actor), work));
    }

    private <T> Outcome<T> commit(Change<T> change) {
        Lock turn = turns.apply(change.chatId());
        try {
            return transactions
                    .run(() -> new MemorySeparateTransaction<>(database, runtime, change, turn))
                    .outcome();
        } catch (StoreFailure e) {
            throw e.temporary()
                    ? e.unavailable(change.doing())
                    : new IllegalStateException(change.doing() + " failed", e);
        }
    }

    @Override
    public Outcome<Opened> openDirect(DirectOpening opening) {
        return create(
                "opening a direct chat", opening.id(), () -> database.chats().openDirect(opening));
    }

    @Override
    public Optional<ChatView> findDirect(UserId viewer, UserId other) {
        return database.chats().findDirect(viewer, other);
    }

    @Override
    public Outcome<Opened> createGroup(GroupFounding founding) {
        return create("creating a group", founding.id(), () -> database.chats().createGroup(founding));
    }

    @Override
    public Outcome<ChatView> find(ChatId chatId, UserId viewer) {
        return database.chats().find(chatId, viewer);
    }

    @Override
    public Page<ChatView> list(UserId viewer, int limit, Optional<PageCursor> cursor) {
        return database.chats().list(viewer, limit, cursor);
    }

    @Override
    public Outcome<Page<Member>> members(ChatId chatId, UserId viewer, int limit, Optional<PageCursor> cursor) {
        return database.chats().members(chatId, viewer, limit, cursor);
    }

    @Override
    public Outcome<ChatView> retitle(ChatId chatId, UserId actor, ChatTitle title) {
        return change("changing a title", chatId, actor, () -> database.chats().retitle(chatId, actor, title));
    }

    @Override
    public Outcome<Gone> delete(ChatId chatId, UserId actor) {
        return change("deleting a group", chatId, actor, () -> database.chats().delete(chatId, actor));
    }

    @Override
    public Outcome<List<Member>> add(ChatId chatId, UserId actor, Set<UserId> people, int membersMax) {
        return change("adding members", chatId, actor, () -> database.chats().add(chatId, actor, people, membersMax));
    }

    @Override
    public Outcome<Member> changeRole(ChatId chatId, UserId actor, UserId target, Role role) {
        return change("changing a role", chatId, actor, () -> database.chats().changeRole(chatId, actor, target, role));
    }

    @Override
    public Outcome<Gone> remove(ChatId chatId, UserId actor, UserId target) {
        return change("removing a member", chatId, actor, () -> database.chats().remove(chatId, actor, target));
    }

    @Override
    public Outcome<Member> handOver(ChatId chatId, UserId heir) {
        return change(
                "handing a group over", chatId, heir, () -> database.chats().handOver(chatId, heir));
    }

    @Override
    public List<Membership> outdated(int limit, Optional<Membership> after) {
        return database.chats().outdated(limit, after);
    }

    @Override
    public void follow(Membership membership) {
        Outcome<Gone> unused =
                change("adapting a membership to its account", membership.chatId(), membership.userId(), () -> {
                    database.chats().follow(membership);
                    return Outcome.done(new Gone());
                });
    }

    @Override
    public List<Snapshot> snapshots(UserId userId, Collection<ChatId> chats) {
        return database.chats().snapshots(userId, chats);
    }

    @Override
    public List<Snapshot> snapshotsIn(ChatId chatId, Set<UserId> users) {
        return database.chats().snapshotsIn(chatId, users);
    }

    @Override
    public List<Versions> versions(Collection<UserId> users) {
        return database.chats().versions(users);
    }

    @Override
    public String epoch() {
        return database.chats().epoch();
    }

    @Override
    public String renewEpoch(String known) {
        return database.chats().renewEpoch(known);
    }
}
