package io.vestnik.faults;

import io.vestnik.faults.FaultyLink.AnswerCut;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The faults that a [FaultyLink] applies to the data of all its connections. Thread-safe.
final class LinkFaults {
    /// The requested cut at an answer; null if none is requested. The connection that is cut removes it.
    final AtomicReference<@Nullable AnswerCut> answerCut = new AtomicReference<>();

    private final Map<LinkEnd, ByteCut> byteCuts = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /// The ends that receive no data at the moment. Guarded by `lock`.
    private final Set<LinkEnd> frozen = EnumSet.noneOf(LinkEnd.class);

    /// The pause before each byte of a direction; zero = none.
    private final Map<LinkEnd, Duration> drips = Collections.synchronizedMap(new EnumMap<>(LinkEnd.class));

    private volatile Duration delay = Duration.ZERO;

    /// Sets the pause before each part of the data.
    void delay(Duration each) {
        delay = each;
    }

    /// Waits as long as [#delay] requires.
    void pauseBeforePart() throws InterruptedException {
        sleep(delay);
    }

    void drip(LinkEnd to, Duration each) {
        drips.put(to, each);
    }

    /// Waits as long as [#drip] requires, and returns the number of bytes to forward next.
    ///
    /// @param left the number of bytes that wait
    int nextBytes(LinkEnd to, int left) throws InterruptedException {
        Duration each = drips.getOrDefault(to, Duration.ZERO);
        sleep(each);
        return each.isPositive() ? 1 : left;
    }

    CompletableFuture<Void> cutAfter(LinkEnd to, long bytes) {
        ByteCut cut = new ByteCut(bytes);
        ByteCut replaced = byteCuts.put(to, cut);
        if (replaced != null) {
            replaced.done.cancel(false);
        }
        return cut.done;
    }

    /// Returns the cut within the next part of the data of a connection; null if the part is forwarded as a whole.
    @Nullable
    CutPosition cutWithin(LinkEnd to, int partBytes) {
        ByteCut cut = byteCuts.get(to);
        if (cut == null) {
            return null;
        }
        long before = cut.left.getAndAdd(-partBytes);
        return before >= 0 && before < partBytes ? new CutPosition((int) before, cut.done) : null;
    }

    void freeze(LinkEnd to) {
        lock.lock();
        try {
            frozen.add(to);
        } finally {
            lock.unlock();
        }
    }

    void thaw() {
        lock.lock();
        try {
            frozen.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits while the data to an end is frozen and the connection has not ended.
    void awaitThaw(LinkEnd to, BooleanSupplier ended) throws InterruptedException {
        lock.lock();
        try {
            while (frozen.contains(to) && !ended.getAsBoolean()) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Lets all waiting connections check whether they have ended.
    void connectionEnded() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static void sleep(Duration pause) throws InterruptedException {
        if (pause.isPositive()) {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        }
    }

    /// A cut within a part of the data.
    ///
    /// @param bytes the number of bytes of the part that are forwarded before the cut
    /// @param done to be completed after the cut
    record CutPosition(int bytes, CompletableFuture<Void> done) {}

    /// A cut after a number of bytes. Once `left` is negative, the cut is over.
    private static final class ByteCut {
        private final AtomicLong left;
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        private ByteCut(long bytes) {
            this.left = new AtomicLong(bytes);
        }
    }
}
