package io.vestnik.application.bus;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvents;
import java.util.Collection;
import java.util.List;

/// Publishes the commits of a store on a [NotificationBus].
///
/// @param bus the bus to publish on
public record PublishedEvents(NotificationBus bus) implements ChatEvents {
    @Override
    public void committed(List<? extends ChatEvent> events) {
        for (ChatEvent event : events) {
            bus.publish(new Notification.Committed(event));
        }
    }

    @Override
    public void uncertain(Collection<ChatId> chats) {
        for (ChatId chat : chats) {
            bus.publish(new Notification.Uncertain(chat));
        }
    }
}
