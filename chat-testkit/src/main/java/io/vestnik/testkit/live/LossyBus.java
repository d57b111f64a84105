package io.vestnik.testkit.live;

import io.vestnik.application.live.LocalNoticeBus;
import io.vestnik.application.live.Notice;
import io.vestnik.application.live.NoticeBus;
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

    @Override
    public synchronized void publish(Notice notice) {
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
