package io.vestnik.application.bus;

import java.util.function.Consumer;

/// Carries notifications from the publishing node to every node that delivers events, including the publishing node.
///
/// Notifications of one publishing thread arrive in the order of publication. Nothing else is promised: see
/// [Notification]. A bus between nodes publishes [Notification.Interrupted] when it detects a gap.
public interface NotificationBus {

    /// Publishes a notification; does not block and does not throw.
    void publish(Notification notification);

    /// Calls `listener` for each notification from now on, on any thread, until the subscription is closed. A listener
    /// does not block and does not throw.
    Subscription subscribe(Consumer<Notification> listener);

    /// A running subscription.
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
