package io.vestnik.postgres;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvents;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Records published events.
public final class RecordingEvents implements ChatEvents {
    public final List<ChatEvent> committed = new CopyOnWriteArrayList<>();
    public final List<ChatId> uncertain = new CopyOnWriteArrayList<>();

    /// The events of a kind in one chat, in the order of their commits.
    public <E extends ChatEvent> List<E> of(ChatId chatId, Class<E> kind) {
        return committed.stream()
                .filter(event -> event.chatId().equals(chatId))
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    @Override
    public void committed(List<? extends ChatEvent> events) {
        committed.addAll(events);
    }

    @Override
    public void uncertain(Collection<ChatId> chats) {
        uncertain.addAll(chats);
    }
}
