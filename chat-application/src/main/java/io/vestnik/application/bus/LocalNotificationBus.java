package io.vestnik.application.bus;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// The bus of a single node: the publishing thread passes each notification to the listeners.
public final class LocalNotificationBus implements NotificationBus {
    private final List<Consumer<Notification>> listeners = new CopyOnWriteArrayList<>();

    @Override
    public void publish(Notification notification) {
        for (Consumer<Notification> listener : listeners) {
            listener.accept(notification);
        }
    }

    @Override
    public Subscription subscribe(Consumer<Notification> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
