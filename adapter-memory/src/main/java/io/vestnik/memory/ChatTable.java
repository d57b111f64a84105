package io.vestnik.memory;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvents;
import io.vestnik.domain.user.UserId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/// All chats by id, and the chats of each user.
///
/// Every access to a chat holds the lock of that chat. The events of a chat are published to [ChatEvents] before the
/// lock is released, so they are in the order of versions.
final class ChatTable {
    private final Map<ChatId, StoredChat> chats = new ConcurrentHashMap<>();
    private final Map<UserId, Set<ChatId>> chatsOf = new ConcurrentHashMap<>();
    private final People people;
    private final ChatEvents events;
    private final InstantSource clock;

    ChatTable(People people, ChatEvents events, InstantSource clock) {
        this.people = people;
        this.events = events;
        this.clock = clock;
    }

    People people() {
        return people;
    }

    /// The current time, truncated to the precision of times on the wire.
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    void publish(ChatEvent event) {
        publish(List.of(event));
    }

    void publish(List<? extends ChatEvent> committed) {
        events.committed(committed);
    }

    /// Whether a chat exists and was not deleted.
    boolean contains(ChatId chatId) {
        return chats.containsKey(chatId);
    }

    /// Applies `work` to an existing chat, under the chat's lock.
    <T> Optional<T> in(ChatId chatId, Function<StoredChat, T> work) {
        StoredChat chat = chats.get(chatId);
        if (chat == null) {
            return Optional.empty();
        }
        chat.lock.lock();
        try {
            return chat.gone ? Optional.empty() : Optional.of(work.apply(chat));
        } finally {
            chat.lock.unlock();
        }
    }

    /// Applies `work` to a chat of which `userId` is a member, under the chat's lock. A non-member gets the same
    /// refusal as for a chat that does not exist (law L7).
    <T> Outcome<T> as(ChatId chatId, UserId userId, BiFunction<StoredChat, StoredMember, Outcome<T>> work) {
        return in(chatId, chat -> chat.present(userId).map(member -> work.apply(chat, member)))
                .flatMap(Function.identity())
                .orElseGet(() -> Outcome.refused(Refusal.CHAT_NOT_FOUND));
    }

    /// Registers a new chat and runs `opening` on it under the chat's lock. So no caller sees a partly created chat,
    /// and no change of the chat is published before its creation.
    <T> T open(StoredChat chat, Function<StoredChat, T> opening) {
        chat.lock.lock();
        try {
            chats.put(chat.id, chat);
            return opening.apply(chat);
        } finally {
            chat.lock.unlock();
        }
    }

    /// Removes a chat. The caller holds the chat's lock.
    void close(StoredChat chat) {
        chat.presentMembers().forEach(member -> left(chat, member.userId));
        chat.gone = true;
        chats.remove(chat.id);
        publish(new ChatEvent.ChatClosed(chat.id));
    }

    void entered(StoredChat chat, UserId userId) {
        chatsOf.computeIfAbsent(userId, id -> ConcurrentHashMap.newKeySet()).add(chat.id);
    }

    void left(StoredChat chat, UserId userId) {
        chatsOf.getOrDefault(userId, Set.of()).remove(chat.id);
    }

    /// Applies `read` to every chat of a user, in no particular order, and returns the results.
    <T> List<T> ofEach(UserId userId, BiFunction<StoredChat, StoredMember, T> read) {
        return chatsOf.getOrDefault(userId, Set.of()).stream()
                .flatMap(chatId -> in(chatId, chat -> chat.present(userId).map(member -> read.apply(chat, member)))
                        .flatMap(Function.identity())
                        .stream())
                .toList();
    }
}
