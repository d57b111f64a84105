package io.vestnik.bootstrap.protocol;

import io.vestnik.application.live.LocalNoticeBus;
import io.vestnik.application.live.Notice;
import io.vestnik.application.live.NoticeBus;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A bus that loses, duplicates and delays notices of commits by a seed, until [#reform].
final class UnreliableBus implements NoticeBus, AutoCloseable {
    private static final int LOST_PERCENT = 8;
    private static final int DOUBLED_PERCENT = 8;
    private static final int LATE_PERCENT = 12;
    private static final int LATE_MILLIS_MAX = 400;

    private final NoticeBus faithful = new LocalNoticeBus();
    private final Random random;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("late-news").daemon().factory());
    private boolean good;

    UnreliableBus(long seed) {
        this.random = new Random(seed);
    }

    /// From now on every notice is delivered at once and once, including the last one.
    synchronized void reform() {
        good = true;
    }

    @Override
    public synchronized void publish(Notice notice) {
        int dice = random.nextInt(100);
        if (good || !(notice instanceof Notice.Committed) || dice >= LOST_PERCENT + DOUBLED_PERCENT + LATE_PERCENT) {
            faithful.publish(notice);
        } else if (dice >= LOST_PERCENT + DOUBLED_PERCENT) {
            Future<?> unused = later.schedule(
                    () -> faithful.publish(notice), random.nextInt(LATE_MILLIS_MAX), TimeUnit.MILLISECONDS);
        } else if (dice >= LOST_PERCENT) {
            faithful.publish(notice);
            faithful.publish(notice);
        }
    }

    @Override
    public Subscription subscribe(Consumer<Notice> listener) {
        return faithful.subscribe(listener);
    }

    @Override
    public void close() {
        later.shutdownNow();
    }
}
