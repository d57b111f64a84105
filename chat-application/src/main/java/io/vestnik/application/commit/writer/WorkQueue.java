package io.vestnik.application.commit.writer;

import io.vestnik.application.commit.QueuedChange;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.StoreOverloadedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The changes of one writer: the waiting changes, in the order in which they were submitted; the changes that are set
/// aside; and the changes that are failing.
///
/// - The changes of a chat that is set aside keep their order: each new change of the chat is appended to them.
/// - While the failures of a chat's changes are being reported, new changes of the chat fail too, after the earlier
///   changes. So no new change is stored before a failed change that the client is going to repeat.
///
/// All state is guarded by one lock, under which no call blocks and no stage is completed. Failures are reported by one
/// thread at a time, under a second lock.
final class WorkQueue {
    /// The maximum number of changes in a batch. Beyond some hundred changes a larger batch gains little, and each
    /// change waits for the last change of its batch.
    static final int BATCH_MAX = 1_000;

    private static final long BATCH_BYTES_MAX = 4L << 20;

    /// The divisor for the part of a queue's maximum size that one batch may have. With a small heap a batch is
    /// smaller, because several copies of a batch exist while it is committed.
    private static final int BATCH_PART = 4;

    /// The divisor for the part of a queue that chats locked by other transactions may fill.
    private static final int ASIDE_PART = 4;

    private final NodeRuntime runtime;
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock reporting = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition asideChanged = lock.newCondition();
    private final ArrayDeque<QueuedChange> waiting = new ArrayDeque<>();
    private final AsideChats aside = new AsideChats();
    private final QueueRoom room;
    private final long bytesMax;
    private final DrainTime drainTime = new DrainTime();
    private final long batchBytesMax;
    private final ArrayDeque<QueuedChange> failing = new ArrayDeque<>();
    private final Set<ChatId> failingChats = new HashSet<>();
    private boolean failingAll;
    private boolean closed;
    private boolean finished;
    private @Nullable RuntimeException broken;

    /// @param bytesMax the maximum size of the waiting changes, in bytes
    WorkQueue(NodeRuntime runtime, long bytesMax) {
        this.runtime = runtime;
        this.room = new QueueRoom(bytesMax);
        this.bytesMax = bytesMax;
        this.batchBytesMax = Math.min(BATCH_BYTES_MAX, bytesMax / BATCH_PART);
    }

    /// Accepts a change, or fails it at once when there is no room or the queue is closed.
    void add(QueuedChange write) {
        RuntimeException refusal;
        lock.lock();
        try {
            if (failingAll || failingChats.contains(write.chatId())) {
                failing.add(write);
                return;
            }
            refusal = refusal(write);
            if (refusal == null) {
                room.enter(write);
                if (aside.holds(write.chatId())) {
                    aside.add(write, runtime.nanoTime());
                } else {
                    wait(write);
                }
                return;
            }
        } finally {
            lock.unlock();
        }
        write.fail(refusal);
    }

    private @Nullable RuntimeException refusal(QueuedChange write) {
        if (broken != null) {
            return broken;
        }
        if (closed) {
            return new StoreUnavailableException("the store is closing");
        }
        boolean asideIsFull = aside.holds(write.chatId())
                && (aside.changes() >= QueueRoom.CHANGES_MAX / ASIDE_PART || aside.bytes() >= bytesMax / ASIDE_PART);
        return asideIsFull || !room.takes(write)
                ? new StoreOverloadedException(
                        room.changes() + " changes wait for this writer already",
                        drainTime.of(room.changes(), runtime.nanoTime()))
                : null;
    }

    private void wait(QueuedChange write) {
        waiting.add(write);
        if (waiting.size() == 1) {
            changed.signal();
        }
    }

    /// Waits for changes and takes all of them, up to the size of a batch. Null if the queue is closed and empty, or
    /// broken.
    @Nullable
    List<QueuedChange> take() throws InterruptedException {
        lock.lock();
        try {
            drainTime.ended(runtime.nanoTime());
            while (waiting.isEmpty()) {
                if (broken != null || (closed && aside.isEmpty())) {
                    return null;
                }
                changed.await();
            }
            List<QueuedChange> batch = new ArrayList<>(Math.min(waiting.size(), BATCH_MAX));
            long bytes = 0;
            while (batch.size() < BATCH_MAX && bytes < batchBytesMax) {
                QueuedChange write = waiting.poll();
                if (write == null) {
                    break;
                }
                room.leave(write);
                bytes += write.bytes();
                batch.add(write);
            }
            drainTime.began(batch.size(), runtime.nanoTime());
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /// Sets changes aside because other transactions have locked their chats. All waiting changes of these chats are
    /// set aside too.
    ///
    /// @param tried the chats whose locks the attempt tried to take, but did not obtain
    void setAside(List<QueuedChange> writes, Set<ChatId> tried) {
        RuntimeException failure;
        lock.lock();
        try {
            failure = broken;
            if (failure == null) {
                putAside(writes, tried);
            }
        } finally {
            lock.unlock();
        }
        if (failure != null) {
            fail(writes, failure);
        }
    }

    private void putAside(List<QueuedChange> writes, Set<ChatId> tried) {
        long nowNanos = runtime.nanoTime();
        writes.forEach(room::enter);
        aside.putBack(writes, tried, nowNanos);
        waiting.removeIf(write -> {
            boolean moves = aside.holds(write.chatId());
            if (moves) {
                aside.add(write, nowNanos);
            }
            return moves;
        });
        asideChanged.signal();
    }

    /// Waits until a change is set aside and takes the changes of the next attempt. Null if [#finish] was called and no
    /// change is left, or if the queue is broken.
    ///
    /// @param mayWait whether the attempt may wait for a lock
    /// @param pause the time between two polls of locks that are held for long
    AsideChats.@Nullable Attempt takeAside(boolean mayWait, Duration pause) throws InterruptedException {
        lock.lock();
        try {
            while (broken == null && aside.isEmpty() && !finished) {
                asideChanged.await();
            }
            long left = pause.toNanos();
            while (left > 0 && broken == null && !aside.isEmpty() && !aside.shouldWaitForLock()) {
                left = runtime.awaitNanos(lock, asideChanged, left);
            }
            if (broken != null || (aside.isEmpty() && finished)) {
                return null;
            }
            AsideChats.Attempt next = aside.next(mayWait, BATCH_MAX, batchBytesMax);
            next.writes().forEach(room::leave);
            return next;
        } finally {
            lock.unlock();
        }
    }

    /// Removes the attempted chats from the chats that are set aside, except the chats that were set aside again. The
    /// changes that arrived for the removed chats during the attempt join the waiting changes.
    void settle(Collection<ChatId> tried) {
        lock.lock();
        try {
            waiting.addAll(aside.settle(tried));
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Fails the changes of chats that have been set aside for at least this long, in the order in which the chats were
    /// set aside.
    void failAside(Duration age, RuntimeException failure) {
        Set<ChatId> old;
        lock.lock();
        try {
            old = new LinkedHashSet<>(aside.olderThan(age, runtime.nanoTime()));
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

    /// Fails `writes`, then all changes of the same chats that wait or arrive meanwhile, in this order.
    void fail(List<? extends QueuedChange> writes, RuntimeException failure) {
        lock.lock();
        try {
            failing.addAll(writes);
            failingChats.addAll(chatsOf(writes));
            moveWaiting(chatsOf(writes));
        } finally {
            lock.unlock();
        }
        report(failure);
    }

    /// Fails `writes`, then all changes that wait, are set aside or arrive meanwhile.
    void failAll(List<? extends QueuedChange> writes, RuntimeException failure) {
        lock.lock();
        try {
            takeAll(writes);
        } finally {
            lock.unlock();
        }
        report(failure);
    }

    /// Like [#failAll], and breaks the queue: it refuses every later change, and the writer gets no more changes.
    void breakDown(List<? extends QueuedChange> writes, RuntimeException failure) {
        lock.lock();
        try {
            broken = failure;
            takeAll(writes);
            changed.signalAll();
            asideChanged.signalAll();
        } finally {
            lock.unlock();
        }
        report(failure);
    }

    private void takeAll(List<? extends QueuedChange> writes) {
        failingAll = true;
        failing.addAll(writes);
        List<QueuedChange> held = aside.removeAll(chatsOf(writes));
        held.forEach(room::leave);
        failing.addAll(held);
        waiting.forEach(room::leave);
        failing.addAll(waiting);
        waiting.clear();
        changed.signal();
    }

    /// Closes the queue: it accepts no more changes, and the writer still gets the waiting ones.
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Records that no more batches are committed: [#takeAside] returns null once no change is set aside.
    void finish() {
        lock.lock();
        try {
            finished = true;
            asideChanged.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static Set<ChatId> chatsOf(List<? extends QueuedChange> writes) {
        Set<ChatId> chats = new HashSet<>();
        writes.forEach(write -> chats.add(write.chatId()));
        return chats;
    }

    private void moveWaiting(Set<ChatId> chats) {
        chats.forEach(chat -> {
            List<QueuedChange> held = aside.remove(chat);
            held.forEach(room::leave);
            failing.addAll(held);
        });
        waiting.removeIf(write -> {
            boolean fails = chats.contains(write.chatId());
            if (fails) {
                failing.add(write);
                room.leave(write);
            }
            return fails;
        });
        changed.signal();
    }

    private void report(RuntimeException failure) {
        reporting.lock();
        try {
            while (true) {
                QueuedChange next;
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
