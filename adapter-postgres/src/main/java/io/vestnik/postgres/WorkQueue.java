package io.vestnik.postgres;

import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.StoreOverloadedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The changes of one writer: those that wait, in the order of the calls, those set aside, and those that are failing.
///
/// - A chat that is set aside keeps its order: new changes of it join the end of its changes.
/// - New changes of a chat whose failures are being reported join the end of its failing changes, so that no change
///   overtakes one that is going to be repeated.
///
/// All state is guarded by one lock, under which no call blocks and no stage is completed. Failures are reported by one
/// thread at a time, under a lock of their own.
final class WorkQueue {
    /// Beyond some hundred changes a larger batch gains little, and all of them wait for the last one.
    static final int BATCH_MAX = 1_000;

    private static final long BATCH_BYTES_MAX = 4L << 20;

    /// With a small heap a batch is smaller too: there are further copies of it while it is committed.
    private static final int BATCH_PART = 4;

    /// Chats locked by other transactions may fill at most this part of a queue.
    private static final int ASIDE_PART = 4;

    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock reporting = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition asideChanged = lock.newCondition();
    private final ArrayDeque<Work> waiting = new ArrayDeque<>();
    private final AsideChats aside = new AsideChats();
    private final QueueRoom room;
    private final long bytesMax;
    private final DrainTime drainTime = new DrainTime();
    private final long batchBytesMax;
    private final ArrayDeque<Work> failing = new ArrayDeque<>();
    private final Set<ChatId> failingChats = new HashSet<>();
    private boolean failingAll;
    private boolean closed;
    private boolean finished;
    private @Nullable RuntimeException broken;

    /// @param bytesMax the maximum size of the waiting changes
    WorkQueue(long bytesMax) {
        this.room = new QueueRoom(bytesMax);
        this.bytesMax = bytesMax;
        this.batchBytesMax = Math.min(BATCH_BYTES_MAX, bytesMax / BATCH_PART);
    }

    /// Accepts a change, or fails it at once when there is no room or the queue is closed.
    void add(Work work) {
        RuntimeException refusal;
        lock.lock();
        try {
            if (failingAll || failingChats.contains(work.chatId())) {
                failing.add(work);
                return;
            }
            refusal = refusal(work);
            if (refusal == null) {
                room.enter(work);
                if (aside.holds(work.chatId())) {
                    aside.add(work);
                } else {
                    wait(work);
                }
                return;
            }
        } finally {
            lock.unlock();
        }
        work.fail(refusal);
    }

    private @Nullable RuntimeException refusal(Work work) {
        if (broken != null) {
            return broken;
        }
        if (closed) {
            return new StoreUnavailableException("the store is closing");
        }
        boolean asideIsFull = aside.holds(work.chatId())
                && (aside.changes() >= QueueRoom.CHANGES_MAX / ASIDE_PART || aside.bytes() >= bytesMax / ASIDE_PART);
        return asideIsFull || !room.takes(work)
                ? new StoreOverloadedException(
                        room.changes() + " changes wait for this writer already",
                        drainTime.of(room.changes(), System.nanoTime()))
                : null;
    }

    private void wait(Work work) {
        waiting.add(work);
        if (waiting.size() == 1) {
            changed.signal();
        }
    }

    /// Waits for changes and takes all of them, up to the size of a batch; null when closed and empty, or broken.
    @Nullable
    List<Work> take() throws InterruptedException {
        lock.lock();
        try {
            drainTime.ended(System.nanoTime());
            while (waiting.isEmpty()) {
                if (broken != null || (closed && aside.isEmpty())) {
                    return null;
                }
                changed.await();
            }
            List<Work> batch = new ArrayList<>(Math.min(waiting.size(), BATCH_MAX));
            long bytes = 0;
            while (batch.size() < BATCH_MAX && bytes < batchBytesMax) {
                Work work = waiting.poll();
                if (work == null) {
                    break;
                }
                room.leave(work);
                bytes += work.bytes();
                batch.add(work);
            }
            drainTime.began(batch.size(), System.nanoTime());
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /// Sets changes aside whose chats are locked by other transactions, followed by all waiting changes of those chats.
    ///
    /// @param tried the chats whose locks were actually attempted
    void setAside(List<Work> works, Set<ChatId> tried) {
        RuntimeException failure;
        lock.lock();
        try {
            failure = broken;
            if (failure == null) {
                putAside(works, tried);
            }
        } finally {
            lock.unlock();
        }
        if (failure != null) {
            fail(works, failure);
        }
    }

    private void putAside(List<Work> works, Set<ChatId> tried) {
        works.forEach(room::enter);
        aside.back(works, tried);
        waiting.removeIf(work -> {
            boolean moves = aside.holds(work.chatId());
            if (moves) {
                aside.add(work);
            }
            return moves;
        });
        asideChanged.signal();
    }

    /// Waits until a change is set aside and takes the changes of the next attempt; null when [#finish] was called and
    /// no change is left, or broken.
    ///
    /// @param mayWait whether the attempt may wait for a lock
    /// @param pause the time before locks that are held for long are polled again
    AsideChats.@Nullable Try takeAside(boolean mayWait, Duration pause) throws InterruptedException {
        lock.lock();
        try {
            while (broken == null && aside.isEmpty() && !finished) {
                asideChanged.await();
            }
            long left = pause.toNanos();
            while (left > 0 && broken == null && !aside.isEmpty() && !aside.worthWaiting()) {
                left = asideChanged.awaitNanos(left);
            }
            if (broken != null || (aside.isEmpty() && finished)) {
                return null;
            }
            AsideChats.Try next = aside.next(mayWait, BATCH_MAX, batchBytesMax);
            next.works().forEach(room::leave);
            return next;
        } finally {
            lock.unlock();
        }
    }

    /// Ends the setting aside of attempted chats, except those set aside again: changes that arrived for them meanwhile
    /// wait like all others.
    void settle(Collection<ChatId> tried) {
        lock.lock();
        try {
            waiting.addAll(aside.settle(tried));
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Fails the changes that have been set aside for this long.
    void failAside(Duration age, RuntimeException failure) {
        Set<ChatId> old;
        lock.lock();
        try {
            old = Set.copyOf(aside.olderThan(age));
            failingChats.addAll(old);
            moveWaiting(old);
        } finally {
            lock.unlock();
        }
        if (!old.isEmpty()) {
            report(failure);
        }
    }

    /// The number of waiting changes, including those set aside.
    int size() {
        lock.lock();
        try {
            return room.changes();
        } finally {
            lock.unlock();
        }
    }

    /// Fails `works`, then all changes of the same chats that wait or arrive meanwhile, in that order.
    void fail(List<? extends Work> works, RuntimeException failure) {
        lock.lock();
        try {
            failing.addAll(works);
            failingChats.addAll(chatsOf(works));
            moveWaiting(chatsOf(works));
        } finally {
            lock.unlock();
        }
        report(failure);
    }

    /// Fails `works`, then all changes that wait, are set aside or arrive meanwhile.
    void failAll(List<? extends Work> works, RuntimeException failure) {
        lock.lock();
        try {
            takeAll(works);
        } finally {
            lock.unlock();
        }
        report(failure);
    }

    /// Like [#failAll]; from now on every change is refused, and none is taken any more.
    void breakDown(List<? extends Work> works, RuntimeException failure) {
        lock.lock();
        try {
            broken = failure;
            takeAll(works);
            changed.signalAll();
            asideChanged.signalAll();
        } finally {
            lock.unlock();
        }
        report(failure);
    }

    private void takeAll(List<? extends Work> works) {
        failingAll = true;
        failing.addAll(works);
        List<Work> held = aside.removeAll(chatsOf(works));
        held.forEach(room::leave);
        failing.addAll(held);
        waiting.forEach(room::leave);
        failing.addAll(waiting);
        waiting.clear();
        changed.signal();
    }

    /// Waiting changes stay and are still taken; no more are accepted.
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// No more changes will be set aside.
    void finish() {
        lock.lock();
        try {
            finished = true;
            asideChanged.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static Set<ChatId> chatsOf(List<? extends Work> works) {
        Set<ChatId> chats = new HashSet<>();
        works.forEach(work -> chats.add(work.chatId()));
        return chats;
    }

    private void moveWaiting(Set<ChatId> chats) {
        chats.forEach(chat -> {
            List<Work> held = aside.remove(chat);
            held.forEach(room::leave);
            failing.addAll(held);
        });
        waiting.removeIf(work -> {
            boolean fails = chats.contains(work.chatId());
            if (fails) {
                failing.add(work);
                room.leave(work);
            }
            return fails;
        });
        changed.signal();
    }

    private void report(RuntimeException failure) {
        reporting.lock();
        try {
            while (true) {
                Work next;
                lock.lock();
                try {
                    next = failing.poll();
                    if (next == null) {
                        failingChats.clear();
                        failingAll = false;
                        return;
                    }
                } finally {
                    lock.unlock();
                }
                next.fail(failure);
            }
        } finally {
            reporting.unlock();
        }
    }
}
