package io.vestnik.memory;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Chats.Gone;
import io.vestnik.domain.chat.GroupRights;
import io.vestnik.domain.chat.GroupRights.ActorTarget;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.user.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Adds members to groups, changes their roles, and removes members.
final class Memberships {
    private final ChatTable chats;

    Memberships(ChatTable chats) {
        this.chats = chats;
    }

    Outcome<List<Member>> add(ChatId chatId, UserId actor, Set<UserId> people, int membersMax) {
        return chats.as(chatId, actor, (chat, me) -> {
            Set<UserId> newcomers = new TreeSet<>(people);
            newcomers.removeIf(userId -> chat.present(userId).isPresent());
            Optional<Refusal> refusal = GroupRights.add(chat.kind, me.role.orElseThrow());
            if (refusal.isPresent()) {
                return Outcome.refused(refusal.get());
            }
            if (!newcomers.stream().allMatch(chats.people()::hasAccount)) {
                return Outcome.refused(Refusal.USER_NOT_FOUND);
            }
            if (newcomers.isEmpty()) {
                return Outcome.done(List.of());
            }
            if (chat.memberCount + newcomers.size() > membersMax) {
                return Outcome.refused(Refusal.GROUP_FULL);
            }
            Instant now = chats.now();
            List<StoredMember> added = newcomers.stream()
                    .map(userId -> chat.enter(userId, Role.MEMBER, now))
                    .toList();
            newcomers.forEach(userId -> chats.entered(chat, userId));
            ChatEvent.MembersChanged event = changed(chat, added, List.copyOf(newcomers), chat.newest());
            chats.publish(event);
            return Outcome.done(event.members());
        });
    }

    Outcome<Member> changeRole(ChatId chatId, UserId actor, UserId target, Role role) {
        return chats.as(chatId, actor, (chat, me) -> {
            Optional<Refusal> refusal =
                    GroupRights.changeRole(chat.kind, me.role.orElseThrow(), ActorTarget.of(actor, target), role);
            if (refusal.isPresent()) {
                return Outcome.refused(refusal.get());
            }
            return chat.present(target)
                    .map(member -> Outcome.done(changeRole(chat, me, member, role)))
                    .orElseGet(() -> Outcome.refused(Refusal.USER_NOT_FOUND));
        });
    }

    private Member changeRole(StoredChat chat, StoredMember me, StoredMember target, Role role) {
        if (target.has(role)) {
            return chat.shown(target);
        }
        List<StoredMember> concerned = new ArrayList<>(List.of(target));
        if (role == Role.OWNER) {
            me.role = Optional.of(Role.ADMIN);
            concerned.add(me);
        }
        target.role = Optional.of(role);
        chats.publish(changed(chat, concerned, List.of(), Optional.empty()));
        return chat.shown(target);
    }

    Outcome<Gone> remove(ChatId chatId, UserId actor, UserId target) {
        return chats.as(chatId, actor, (chat, me) -> {
            Optional<StoredMember> leaver = chat.present(target);
            Optional<Refusal> refusal = actor.equals(target)
                    ? GroupRights.leave(chat.kind)
                    : GroupRights.remove(
                            chat.kind,
                            me.role.orElseThrow(),
                            chat.roleOf(target).orElse(Role.MEMBER));
            if (refusal.isPresent()) {
                return Outcome.refused(refusal.get());
            }
            if (leaver.isEmpty()) {
                return Outcome.refused(Refusal.USER_NOT_FOUND);
            }
            leave(chat, leaver.get());
            return Outcome.done(new Gone());
        });
    }

    private void leave(StoredChat chat, StoredMember leaver) {
        if (chat.memberCount == 1) {
            chats.close(chat);
        } else {
            depart(chat, leaver);
        }
    }

    Outcome<Member> handOver(ChatId chatId, UserId heir) {
        return chats.as(chatId, heir, (chat, member) -> {
            Optional<Refusal> refusal = GroupRights.handOver(chat.kind);
            if (refusal.isPresent()) {
                return Outcome.refused(refusal.get());
            }
            StoredMember owner = chat.presentMembers().stream()
                    .filter(each -> each.has(Role.OWNER))
                    .findFirst()
                    .orElseThrow();
            return Outcome.done(changeRole(chat, owner, member, Role.OWNER));
        });
    }

    /// Whether a membership has to be adapted to the current state of the member's account.
    boolean isOutdated(StoredChat chat, StoredMember member) {
        return chat.kind == ChatKind.GROUP
                && (!chats.people().hasAccount(member.userId)
                        || member.dormant == chats.people().isActive(member.userId));
    }

    void follow(UserId userId, ChatId chatId) {
        chats.as(chatId, userId, (chat, member) -> {
            if (isOutdated(chat, member)) {
                if (chats.people().hasAccount(userId)) {
                    dormant(chat, member, !chats.people().isActive(userId));
                } else {
                    leave(chat, member);
                }
            }
            return Outcome.done(new Gone());
        });
    }

    private void dormant(StoredChat chat, StoredMember member, boolean dormant) {
        member.dormant = dormant;
        if (dormant) {
            chat.marks.leave(member.userId, member.readUpTo);
            chat.decideFloor(List.of()).ifPresent(chats::publish);
        } else {
            chat.marks.enter(member.userId, member.readUpTo);
        }
    }

    private void depart(StoredChat chat, StoredMember leaver) {
        List<StoredMember> concerned = new ArrayList<>(List.of(leaver));
        if (leaver.has(Role.OWNER)) {
            StoredMember heir = heir(chat, leaver);
            heir.role = Optional.of(Role.OWNER);
            concerned.add(heir);
        }
        chat.leave(leaver);
        chats.left(chat, leaver.userId);
        List<ChatEvent> events = new ArrayList<>();
        events.add(changed(chat, concerned, List.of(), Optional.empty()));
        chat.decideFloor(List.of()).ifPresent(events::add);
        chats.publish(events);
    }

    /// The next owner of a group: the longest-standing active admin, else the longest-standing active member. If no
    /// member is active, the longest-standing admin, else the longest-standing member.
    private StoredMember heir(StoredChat chat, StoredMember owner) {
        return chat.presentMembers().stream()
                .filter(member -> member != owner)
                .min(Comparator.comparing(
                                (StoredMember member) -> !chats.people().isActive(member.userId))
                        .thenComparing(member -> !member.has(Role.ADMIN))
                        .thenComparing(StoredMember.LONGEST_STANDING_FIRST))
                .orElseThrow();
    }

    private static ChatEvent.MembersChanged changed(
            StoredChat chat, List<StoredMember> concerned, List<UserId> added, Optional<Message> lastMessage) {
        ChatVersion version = chat.change(concerned.stream()
                .map(member -> new ChangeIndex.Item.Membership(member.userId))
                .toList());
        return new ChatEvent.MembersChanged(
                chat.id,
                version,
                chat.shown(),
                concerned.stream().map(chat::shown).toList(),
                added,
                lastMessage);
    }
}
