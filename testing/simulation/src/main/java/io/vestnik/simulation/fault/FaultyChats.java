package io.vestnik.simulation.fault;

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
import io.vestnik.simulation.law.ReadLaws;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Chats whose reads may fail or take long, and are checked in the step in which their values are taken.
///
/// @param chats the chats without faults
/// @param laws checks the values
record FaultyChats(Chats chats, FaultyCalls calls, ReadLaws laws) implements Chats {

    // ---- reads of users

    @Override
    public Outcome<ChatView> find(ChatId chatId, UserId viewer) {
        return calls.read(() -> {
            Outcome<ChatView> found = chats.find(chatId, viewer);
            laws.answered(chatId, viewer, found);
            if (found instanceof Outcome.Done<ChatView>(ChatView view)) {
                laws.view(viewer, view);
            }
            return found;
        });
    }

    @Override
    public Optional<ChatView> findDirect(UserId viewer, UserId other) {
        return calls.read(() -> {
            Optional<ChatView> found = chats.findDirect(viewer, other);
            found.ifPresent(view -> laws.view(viewer, view));
            return found;
        });
    }

    @Override
    public Page<ChatView> list(UserId viewer, int limit, Optional<PageCursor> cursor) {
        return calls.read(() -> {
            Page<ChatView> page = chats.list(viewer, limit, cursor);
            page.items().forEach(view -> laws.view(viewer, view));
            return page;
        });
    }

    @Override
    public Outcome<Page<Member>> members(ChatId chatId, UserId viewer, int limit, Optional<PageCursor> cursor) {
        return calls.read(() -> {
            Outcome<Page<Member>> found = chats.members(chatId, viewer, limit, cursor);
            laws.answered(chatId, viewer, found);
            return found;
        });
    }

    // ---- reads of nodes

    @Override
    public List<Snapshot> snapshots(UserId userId, Collection<ChatId> ids) {
        return calls.read(() -> chats.snapshots(userId, ids));
    }

    @Override
    public List<Snapshot> snapshotsIn(ChatId chatId, Set<UserId> users) {
        return calls.read(() -> chats.snapshotsIn(chatId, users));
    }

    @Override
    public List<Versions> versions(Collection<UserId> users) {
        return calls.read(() -> chats.versions(users));
    }

    @Override
    public String epoch() {
        return calls.read(chats::epoch);
    }

    @Override
    public List<Membership> outdated(int limit, Optional<Membership> after) {
        return calls.read(() -> chats.outdated(limit, after));
    }

    // ---- changes, whose faults are those of transactions

    @Override
    public Outcome<Opened> openDirect(DirectOpening opening) {
        return chats.openDirect(opening);
    }

    @Override
    public Outcome<Opened> createGroup(GroupFounding founding) {
        return chats.createGroup(founding);
    }

    @Override
    public Outcome<ChatView> retitle(ChatId chatId, UserId actor, ChatTitle title) {
        return chats.retitle(chatId, actor, title);
    }

    @Override
    public Outcome<Gone> delete(ChatId chatId, UserId actor) {
        return chats.delete(chatId, actor);
    }

    @Override
    public Outcome<List<Member>> add(ChatId chatId, UserId actor, Set<UserId> people, int membersMax) {
        return chats.add(chatId, actor, people, membersMax);
    }

    @Override
    public Outcome<Member> changeRole(ChatId chatId, UserId actor, UserId target, Role role) {
        return chats.changeRole(chatId, actor, target, role);
    }

    @Override
    public Outcome<Gone> remove(ChatId chatId, UserId actor, UserId target) {
        return chats.remove(chatId, actor, target);
    }

    @Override
    public Outcome<Member> handOver(ChatId chatId, UserId heir) {
        return chats.handOver(chatId, heir);
    }

    @Override
    public void follow(Membership membership) {
        chats.follow(membership);
    }

    @Override
    public String renewEpoch(String known) {
        return chats.renewEpoch(known);
    }
}
