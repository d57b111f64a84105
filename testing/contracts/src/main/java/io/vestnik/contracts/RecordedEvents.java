package io.vestnik.contracts;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvents;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Records all events of a store, in the order of their publication. Thread-safe.
public final class RecordedEvents implements ChatEvents {
    private final Map<ChatId, List<ChatEvent>> published = new HashMap<>();
    private final List<ChatId> uncertain = new ArrayList<>();

    @Override
    public synchronized void committed(List<? extends ChatEvent> events) {
        for (ChatEvent event : events) {
            published.computeIfAbsent(event.chatId(), id -> new ArrayList<>()).add(event);
        }
    }

    @Override
    public synchronized void uncertain(Collection<ChatId> chats) {
        uncertain.addAll(chats);
    }

    /// All events of a chat so far.
    public synchronized List<ChatEvent> of(ChatId chatId) {
        return List.copyOf(published.getOrDefault(chatId, List.of()));
    }

    /// All events of a chat so far that have a given type.
    public <E extends ChatEvent> List<E> of(ChatId chatId, Class<E> kind) {
        return of(chatId).stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /// The chats for which the store reported a commit of unknown outcome, in the order of the reports.
    public synchronized List<ChatId> uncertain() {
        return List.copyOf(uncertain);
    }
}
