package io.vestnik.memory;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Chats.DirectOpening;
import io.vestnik.domain.chat.Chats.GroupFounding;
import io.vestnik.domain.chat.Chats.Opened;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.user.UserId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/// Creates chats: one direct chat for each pair of users, one group for each idempotency key of its creator.
///
/// One lock guards this uniqueness. A thread takes this lock before a chat's lock, and never while it holds a chat's
/// lock.
final class ChatCreation {
    private record FoundingKey(UserId creator, MessageKey key) {}

    private record Founded(ChatId chatId, ChatTitle title, Set<UserId> members) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Set<UserId>, ChatId> directChats = new HashMap<>();
    private final Map<FoundingKey, Founded> foundings = new HashMap<>();
    private final ChatTable chats;

    ChatCreation(ChatTable chats) {
        this.chats = chats;
    }

    Outcome<Opened> direct(DirectOpening opening) {
        UserId opener = opening.opener();
        UserId other = opening.other();
        if (opener.equals(other)) {
            return Outcome.refused(Refusal.CHAT_WITH_ONESELF);
        }
        Set<UserId> pair = pair(opener, other);
        lock.lock();
        try {
            ChatId existing = directChats.get(pair);
            if (existing != null) {
                return existing(existing, opener);
            }
            if (!haveAccounts(pair)) {
                return Outcome.refused(Refusal.USER_NOT_FOUND);
            }
            directChats.put(pair, opening.id());
            return opened(opening.id(), ChatKind.DIRECT, Optional.empty(), opener, pair);
        } finally {
            lock.unlock();
        }
    }

    Optional<ChatView> findDirect(UserId viewer, UserId other) {
        lock.lock();
        try {
            return viewer.equals(other)
                    ? Optional.empty()
                    : Optional.ofNullable(directChats.get(pair(viewer, other)))
                            .flatMap(chatId -> chats.in(
                                    chatId,
                                    chat -> chat.view(chat.present(viewer).orElseThrow())));
        } finally {
            lock.unlock();
        }
    }

    Outcome<Opened> group(GroupFounding founding) {
        UserId creator = founding.creator();
        Set<UserId> members = new TreeSet<>(founding.members());
        members.add(creator);
        Optional<FoundingKey> key = founding.key().map(given -> new FoundingKey(creator, given));
        lock.lock();
        try {
            Optional<Founded> before = key.map(foundings::get);
            if (before.isPresent()) {
                Founded first = before.get();
                return first.title().equals(founding.title()) && first.members().equals(members)
                        ? existing(first.chatId(), creator)
                        : Outcome.refused(Refusal.KEY_REUSED);
            }
            if (!haveAccounts(members)) {
                return Outcome.refused(Refusal.USER_NOT_FOUND);
            }
            if (members.size() > founding.membersMax()) {
                return Outcome.refused(Refusal.GROUP_FULL);
            }
            key.ifPresent(fresh ->
                    foundings.put(fresh, new Founded(founding.id(), founding.title(), new TreeSet<>(members))));
            return opened(founding.id(), ChatKind.GROUP, Optional.of(founding.title()), creator, members);
        } finally {
            lock.unlock();
        }
    }

    /// The users of a direct chat, in the order of their ids.
    private static Set<UserId> pair(UserId one, UserId other) {
        return new TreeSet<>(List.of(one, other));
    }

    private boolean haveAccounts(Set<UserId> people) {
        return people.stream().allMatch(chats.people()::hasAccount);
    }

    private Outcome<Opened> existing(ChatId chatId, UserId viewer) {
        return chats.as(chatId, viewer, (chat, me) -> Outcome.done(new Opened(chat.view(me), false)));
    }

    private Outcome<Opened> opened(
            ChatId id, ChatKind kind, Optional<ChatTitle> title, UserId creator, Set<UserId> userIds) {
        Instant now = chats.now();
        return chats.open(new StoredChat(id, kind, title, creator, now, chats.people()), chat -> {
            userIds.forEach(userId -> {
                boolean owns = kind == ChatKind.GROUP && userId.equals(creator);
                chat.enter(userId, owns ? Role.OWNER : Role.MEMBER, now);
                chats.entered(chat, userId);
            });
            List<Member> members =
                    chat.presentMembers().stream().map(chat::shown).toList();
            chats.publish(new ChatEvent.ChatOpened(id, chat.version, chat.shown(), members));
            return Outcome.done(new Opened(chat.view(chat.present(creator).orElseThrow()), true));
        });
    }
}
