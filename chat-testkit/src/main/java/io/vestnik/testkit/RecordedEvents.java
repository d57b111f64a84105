package io.vestnik.testkit;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvents;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Keeps everything that a store tells, in the order in which it was told. Safe to call from any thread.
public final class RecordedEvents implements ChatEvents {
    private final Map<ChatId, List<ChatEvent>> told = new HashMap<>();
    private final List<ChatId> uncertain = new ArrayList<>();

    @Override
    public synchronized void committed(List<? extends ChatEvent> events) {
        for (ChatEvent event : events) {
            told.computeIfAbsent(event.chatId(), id -> new ArrayList<>()).add(event);
        }
    }

    @Override
    public synchronized void uncertain(Collection<ChatId> chats) {
        uncertain.addAll(chats);
    }

    /// What was told of a chat so far.
    public synchronized List<ChatEvent> of(ChatId chatId) {
        return List.copyOf(told.getOrDefault(chatId, List.of()));
    }

    /// What was told of a chat so far, of one kind.
    public <E extends ChatEvent> List<E> of(ChatId chatId, Class<E> kind) {
        return of(chatId).stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /// The chats whose outcome was told to be unknown, in the order told.
    public synchronized List<ChatId> uncertain() {
        return List.copyOf(uncertain);
    }
}
