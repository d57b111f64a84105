package io.vestnik.e2e.protocol;

import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.application.bus.Notification;
import io.vestnik.application.bus.NotificationBus;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A notification bus that loses, duplicates and delays notifications of commits until [#reform] is called. A seed
/// decides which notifications are affected.
final class UnreliableBus implements NotificationBus, AutoCloseable {
    private static final int LOST_PERCENT = 8;
    private static final int DOUBLED_PERCENT = 8;
    private static final int LATE_PERCENT = 12;
    private static final int LATE_MILLIS_MAX = 400;

    private final NotificationBus faithful = new LocalNotificationBus();
    private final Random random;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("late-news").daemon().factory());
    private boolean good;

    UnreliableBus(long seed) {
        this.random = new Random(seed);
    }

    /// From now on, every notification is delivered immediately and once.
    synchronized void reform() {
        good = true;
    }

    @Override
    public synchronized void publish(Notification notification) {
        int dice = random.nextInt(100);
        if (good
                || !(notification instanceof Notification.Committed)
                || dice >= LOST_PERCENT + DOUBLED_PERCENT + LATE_PERCENT) {
            faithful.publish(notification);
        } else if (dice >= LOST_PERCENT + DOUBLED_PERCENT) {
            Future<?> unused = later.schedule(
                    () -> faithful.publish(notification), random.nextInt(LATE_MILLIS_MAX), TimeUnit.MILLISECONDS);
        } else if (dice >= LOST_PERCENT) {
            faithful.publish(notification);
            faithful.publish(notification);
        }
    }

    @Override
    public Subscription subscribe(Consumer<Notification> listener) {
        return faithful.subscribe(listener);
    }

    @Override
    public void close() {
        later.shutdownNow();
    }
}
