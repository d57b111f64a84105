package io.vestnik.testkit.live;

import io.vestnik.application.live.LocalNoticeBus;
import io.vestnik.application.live.Notice;
import io.vestnik.application.live.NoticeBus;
import java.util.Random;
import java.util.function.Consumer;

/// A bus that loses and doubles some of what was committed, by a seed; until told otherwise it is faithful.
public final class LossyBus implements NoticeBus {
    private final NoticeBus faithful = new LocalNoticeBus();
    private final Random random;
    private volatile int lostPercent;
    private volatile int doubledPercent;

    /// @param seed decides what is lost
    public LossyBus(long seed) {
        this.random = new Random(seed);
    }

    /// From now on loses and doubles so many in a hundred.
    public void lose(int lost, int doubled) {
        lostPercent = lost;
        doubledPercent = doubled;
    }

    @Override
    public void publish(Notice notice) {
        int dice;
        synchronized (random) {
            dice = random.nextInt(100);
        }
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
