package io.vestnik.memory;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.chat.GroupRights;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.user.UserId;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// The chats in memory. This class answers queries, changes titles and deletes groups. [ChatCreation] and [Memberships]
/// make the other changes.
final class MemoryChats implements Chats {
    private final ChatTable chats;
    private final Supplier<UUID> ids;
    private final ChatCreation creation;
    private final Memberships memberships;
    /// The identity of the data. It is random: no data survives the process, so every store is a new data set.
    private final AtomicReference<String> epoch;

    /// @param ids makes the random identities of the data
    MemoryChats(ChatTable chats, Supplier<UUID> ids) {
        this.chats = chats;
        this.ids = ids;
        this.epoch = new AtomicReference<>(ids.get().toString());
        this.creation = new ChatCreation(chats);
        this.memberships = new Memberships(chats);
    }

    @Override
    public Outcome<Opened> openDirect(DirectOpening opening) {
        return creation.direct(opening);
    }

    @Override
    public Optional<ChatView> findDirect(UserId viewer, UserId other) {
        return creation.findDirect(viewer, other);
    }

    @Override
    public Outcome<Opened> createGroup(GroupFounding founding) {
        return creation.group(founding);
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
    public Outcome<ChatView> find(ChatId chatId, UserId viewer) {
        return chats.as(chatId, viewer, (chat, me) -> Outcome.done(chat.view(me)));
    }

    @Override
    public Page<ChatView> list(UserId viewer, int limit, Optional<PageCursor> cursor) {
        return ListPosition.page(
                chats.ofEach(viewer, StoredChat::view),
                view -> new ListPosition(
                        view.chat().activityAt(), view.chat().id().value()),
                ListPosition.EARLIEST_FIRST.reversed(),
                limit,
                cursor);
    }

    @Override
    public Outcome<Page<Member>> members(ChatId chatId, UserId viewer, int limit, Optional<PageCursor> cursor) {
        return chats.as(
                chatId,
                viewer,
                (chat, me) -> Outcome.done(ListPosition.page(
                        chat.presentMembers().stream().map(chat::shown).toList(),
                        member -> new ListPosition(
                                member.joinedAt(), member.userId().value()),
                        ListPosition.EARLIEST_FIRST,
                        limit,
                        cursor)));
    }

    @Override
    public Outcome<ChatView> retitle(ChatId chatId, UserId actor, ChatTitle title) {
        return chats.as(
                chatId,
                actor,
                (chat, me) -> GroupRights.retitle(chat.kind, me.role.orElseThrow())
                        .<Outcome<ChatView>>map(Outcome::refused)
                        .orElseGet(() -> {
                            if (!chat.title.equals(Optional.of(title))) {
                                chat.title = Optional.of(title);
                                ChatVersion version = chat.change(List.of(new ChangeIndex.Item.Title()));
                                chats.publish(new ChatEvent.ChatRetitled(chatId, version, chat.shown()));
                            }
                            return Outcome.done(chat.view(me));
                        }));
    }

    @Override
    public Outcome<Gone> delete(ChatId chatId, UserId actor) {
        return chats.as(
                chatId,
                actor,
                (chat, me) -> GroupRights.delete(chat.kind, me.role.orElseThrow())
                        .<Outcome<Gone>>map(Outcome::refused)
                        .orElseGet(() -> {
                            chats.close(chat);
                            return Outcome.done(new Gone());
                        }));
    }

    @Override
    public Outcome<Member> handOver(ChatId chatId, UserId heir) {
        return memberships.handOver(chatId, heir);
    }

    @Override
    public List<Membership> outdated(int limit, Optional<Membership> after) {
        Comparator<Membership> order = Comparator.comparing(Membership::userId).thenComparing(Membership::chatId);
        return chats.people().changed().stream()
                .flatMap(userId -> outdated(userId).stream())
                .filter(membership -> after.isEmpty() || order.compare(membership, after.get()) > 0)
                .sorted(order)
                .limit(limit)
                .toList();
    }

    private List<Membership> outdated(UserId userId) {
        return chats
                .ofEach(
                        userId,
                        (chat, me) -> memberships.isOutdated(chat, me)
                                ? Optional.of(new Membership(userId, chat.id))
                                : Optional.<Membership>empty())
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public void follow(Membership membership) {
        memberships.follow(membership.userId(), membership.chatId());
    }

    @Override
    public List<Snapshot> snapshots(UserId userId, Collection<ChatId> among) {
        return new HashSet<>(among)
                .stream()
                        .flatMap(chatId -> snapshotsIn(chatId, Set.of(userId)).stream())
                        .toList();
    }

    @Override
    public List<Snapshot> snapshotsIn(ChatId chatId, Set<UserId> users) {
        return chats.in(
                        chatId,
                        chat -> users.stream()
                                .flatMap(userId -> chat.present(userId).stream())
                                .map(member -> snapshot(chat, member))
                                .toList())
                .orElse(List.of());
    }

    @Override
    public List<Versions> versions(Collection<UserId> users) {
        return new HashSet<>(users)
                .stream()
                        .flatMap(userId -> chats
                                .ofEach(
                                        userId,
                                        (chat, me) -> new Versions(userId, chat.id, chat.version, chat.marksVersion))
                                .stream())
                        .toList();
    }

    @Override
    public String epoch() {
        return epoch.get();
    }

    @Override
    public String renewEpoch(String known) {
        return epoch.updateAndGet(now -> now.equals(known) ? ids.get().toString() : now);
    }

    private static Snapshot snapshot(StoredChat chat, StoredMember member) {
        return new Snapshot(chat.shown(), chat.marksVersion, chat.peerOf(member.userId), chat.shown(member));
    }
}
