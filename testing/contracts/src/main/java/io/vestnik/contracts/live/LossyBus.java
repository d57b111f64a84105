package io.vestnik.contracts.live;

import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.application.bus.Notification;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.LiveIndex;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.read.MarksVersion;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A notification bus that can lose, duplicate, swap and hold back notifications of commits. By default it delivers
/// each notification once and in order.
public final class LossyBus implements NotificationBus {
    private final NotificationBus faithful = new LocalNotificationBus();
    private final Random random;
    private volatile int lostPercent;
    private volatile int doubledPercent;
    private volatile boolean swapping;
    private @Nullable Notification kept;
    private boolean holding;
    private final Map<ChatId, ChatVersion> versionsPublished = new HashMap<>();
    private final Map<ChatId, MarksVersion> marksPublished = new HashMap<>();
    private final Queue<Notification> late = new ArrayDeque<>();

    /// @param seed decides which notifications are lost or duplicated
    public LossyBus(long seed) {
        this.random = new Random(seed);
    }

    /// Sets how many percent of the notifications are lost, and how many are duplicated.
    public void lose(int lost, int doubled) {
        lostPercent = lost;
        doubledPercent = doubled;
    }

    /// Returns whether the notifications of a chat up to these versions were published. They may have been lost, or may
    /// be held back.
    public synchronized boolean hasPublished(LiveIndex.Versions versions) {
        ChatVersion version = versionsPublished.getOrDefault(versions.chatId(), ChatVersion.NONE);
        MarksVersion marksVersion = marksPublished.getOrDefault(versions.chatId(), MarksVersion.NONE);
        return !versions.version().isAfter(version) && !versions.marksVersion().isAfter(marksVersion);
    }

    /// Switches the swapping of pairs on or off. Of two swapped notifications, the second is delivered first.
    public void swapPairs(boolean swap) {
        swapping = swap;
    }

    /// Holds back all notifications of commits from now on.
    public synchronized void hold() {
        holding = true;
    }

    /// Delivers the first of the notifications that are held back.
    public synchronized void releaseOne() {
        faithful.publish(late.remove());
    }

    /// Delivers all notifications that are held back. Later notifications are not held back.
    public synchronized void releaseAll() {
        holding = false;
        late.forEach(faithful::publish);
        late.clear();
    }

    @Override
    public synchronized void publish(Notification notification) {
        if (notification instanceof Notification.Committed(ChatEvent event)) {
            record(event);
        }
        if (holding && notification instanceof Notification.Committed) {
            late.add(notification);
            return;
        }
        Notification first = kept;
        if (swapping && first == null && notification instanceof Notification.Committed) {
            kept = notification;
            return;
        }
        pass(notification);
        if (first != null) {
            kept = null;
            pass(first);
        }
    }

    private void record(ChatEvent event) {
        switch (event) {
            case ChatEvent.Versioned change -> versionsPublished.put(change.chatId(), change.version());
            case ChatEvent.MarksMoved moved -> marksPublished.put(moved.chatId(), moved.marksVersion());
            case ChatEvent.ChatClosed closed -> {}
        }
    }

    private void pass(Notification notification) {
        int dice = random.nextInt(100);
        if (notification instanceof Notification.Committed && dice < lostPercent) {
            return;
        }
        faithful.publish(notification);
        if (dice >= 100 - doubledPercent) {
            faithful.publish(notification);
        }
    }

    @Override
    public Subscription subscribe(Consumer<Notification> listener) {
        return faithful.subscribe(listener);
    }
}
