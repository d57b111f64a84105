package io.vestnik.memory;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Chats.Gone;
import io.vestnik.domain.chat.GroupRights;
import io.vestnik.domain.chat.GroupRights.Oneself;
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

/// How people come into groups, change their roles there, and go.
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
            if (chat.marks.size() + newcomers.size() > membersMax) {
                return Outcome.refused(Refusal.GROUP_FULL);
            }
            Instant now = chats.now();
            List<StoredMember> added = newcomers.stream()
                    .map(userId -> chat.enter(userId, Role.MEMBER, now))
                    .toList();
            newcomers.forEach(userId -> chats.entered(chat, userId));
            ChatEvent.MembersChanged event = changed(chat, added, List.copyOf(newcomers), chat.newest());
            chats.tell(event);
            return Outcome.done(event.members());
        });
    }

    Outcome<Member> changeRole(ChatId chatId, UserId actor, UserId target, Role role) {
        return chats.as(chatId, actor, (chat, me) -> {
            Optional<Refusal> refusal =
                    GroupRights.changeRole(chat.kind, me.role.orElseThrow(), Oneself.of(actor, target), role);
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
        chats.tell(changed(chat, concerned, List.of(), Optional.empty()));
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
            if (chat.marks.size() == 1) {
                chats.close(chat);
            } else {
                depart(chat, leaver.get());
            }
            return Outcome.done(new Gone());
        });
    }

    private void depart(StoredChat chat, StoredMember leaver) {
        List<StoredMember> concerned = new ArrayList<>(List.of(leaver));
        if (leaver.has(Role.OWNER)) {
            StoredMember heir = heir(chat, leaver);
            heir.role = Optional.of(Role.OWNER);
            concerned.add(heir);
        }
        leaver.role = Optional.empty();
        chat.marks.leave(leaver.userId, leaver.readUpTo);
        chats.left(chat, leaver.userId);
        List<ChatEvent> events = new ArrayList<>();
        events.add(changed(chat, concerned, List.of(), Optional.empty()));
        chat.decideFloor(List.of()).ifPresent(events::add);
        chats.tell(events);
    }

    /// The longest-standing admin, else the longest-standing member, of those who can act; else of all.
    private StoredMember heir(StoredChat chat, StoredMember owner) {
        return chat.everybodyPresent().stream()
                .filter(member -> member != owner)
                .min(Comparator.comparing(
                                (StoredMember member) -> !chats.people().hasAccount(member.userId))
                        .thenComparing(member -> !member.has(Role.ADMIN))
                        .thenComparing(StoredMember.LONGEST_STANDING_FIRST))
                .orElseThrow();
    }

    private static ChatEvent.MembersChanged changed(
            StoredChat chat, List<StoredMember> concerned, List<UserId> added, Optional<Message> lastMessage) {
        ChatVersion version = chat.change(concerned.stream()
                .map(member -> new ChangeIndex.Thing.Membership(member.userId))
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
