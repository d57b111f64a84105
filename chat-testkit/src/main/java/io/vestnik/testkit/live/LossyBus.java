package io.vestnik.testkit.live;

import io.vestnik.application.live.LocalNoticeBus;
import io.vestnik.application.live.Notice;
import io.vestnik.application.live.NoticeBus;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A bus that loses, duplicates and swaps some notifications of commits, by a seed; without faults by default.
public final class LossyBus implements NoticeBus {
    private final NoticeBus faithful = new LocalNoticeBus();
    private final Random random;
    private volatile int lostPercent;
    private volatile int doubledPercent;
    private volatile boolean swapping;
    private @Nullable Notice kept;
    private boolean keeping;
    private final Queue<Notice> late = new ArrayDeque<>();

    /// @param seed decides on the lost notifications
    public LossyBus(long seed) {
        this.random = new Random(seed);
    }

    /// Sets the percentages of lost and of duplicate notifications.
    public void lose(int lost, int doubled) {
        lostPercent = lost;
        doubledPercent = doubled;
    }

    /// Switches the swapping of pairs on or off: of two notifications the second is delivered first.
    public void swapPairs(boolean swap) {
        swapping = swap;
    }

    /// Holds back all notifications of commits from now on.
    public synchronized void keepBack() {
        keeping = true;
    }

    /// Delivers the first notification held back.
    public synchronized void passOne() {
        faithful.publish(late.remove());
    }

    /// Delivers all notifications held back, and holds back no more.
    public synchronized void passOn() {
        keeping = false;
        late.forEach(faithful::publish);
        late.clear();
    }

    @Override
    public synchronized void publish(Notice notice) {
        if (keeping && notice instanceof Notice.Committed) {
            late.add(notice);
            return;
        }
        Notice first = kept;
        if (swapping && first == null && notice instanceof Notice.Committed) {
            kept = notice;
            return;
        }
        pass(notice);
        if (first != null) {
            kept = null;
            pass(first);
        }
    }

    private void pass(Notice notice) {
        int dice = random.nextInt(100);
        if (notice instanceof Notice.Committed && dice < lostPercent) {
            return;
        }
        faithful.publish(notice);
        if (dice >= 100 - doubledPercent) {
            faithful.publish(notice);
        }
    }

    @Override
    public Subscription subscribe(Consumer<Notice> listener) {
        return faithful.subscribe(listener);
    }
}
