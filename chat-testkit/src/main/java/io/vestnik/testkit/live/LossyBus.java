package io.vestnik.testkit.live;

import io.vestnik.application.live.LocalNoticeBus;
import io.vestnik.application.live.Notice;
import io.vestnik.application.live.NoticeBus;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A bus that loses, doubles and swaps some of what was committed, by a seed; until told otherwise it is faithful.
public final class LossyBus implements NoticeBus {
    private final NoticeBus faithful = new LocalNoticeBus();
    private final Random random;
    private volatile int lostPercent;
    private volatile int doubledPercent;
    private volatile boolean swapping;
    private @Nullable Notice kept;
    private boolean keeping;
    private final Queue<Notice> late = new ArrayDeque<>();

    /// @param seed decides what is lost
    public LossyBus(long seed) {
        this.random = new Random(seed);
    }

    /// From now on loses and doubles so many in a hundred.
    public void lose(int lost, int doubled) {
        lostPercent = lost;
        doubledPercent = doubled;
    }

    /// From now on, or no longer, passes on every second notice before the one that came first.
    public void swapPairs(boolean swap) {
        swapping = swap;
    }

    /// From now on keeps back what was committed.
    public synchronized void keepBack() {
        keeping = true;
    }

    /// Passes on the first of what was kept back.
    public synchronized void passOne() {
        faithful.publish(late.remove());
    }

    /// Passes on everything that was kept back, and no longer keeps anything.
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
