package io.vestnik.postgres;

import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.StoreOverloadedException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What waits for one writer, in the order of the calls, and what is failing.
///
/// While the failure of a chat's changes is being told, whatever comes for that chat joins the end of those that
/// fail, so that nothing overtakes a change that is going to be repeated. All state is guarded by one lock, under
/// which nothing blocks and no stage is completed.
final class WorkQueue {
    /// About a third of a second's work: what waits longer than that is better refused.
    static final int WAITING_MAX = 10_000;

    /// As many texts of the greatest length as memory for one writer's queue may hold.
    private static final long WAITING_BYTES_MAX = 32L << 20;

    /// Beyond some hundred a larger batch brings little more, and everybody in it waits for the last.
    static final int BATCH_MAX = 1_000;

    private static final long BATCH_BYTES_MAX = 4L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Work> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private final DrainTime drainTime = new DrainTime();
    private final ArrayDeque<Work> failing = new ArrayDeque<>();
    private final Set<ChatId> failingChats = new HashSet<>();
    private boolean failingAll;
    private boolean closed;

    /// Takes it in, or fails it at once when there is no room or the queue is closed.
    void add(Work work) {
        RuntimeException refusal;
        lock.lock();
        try {
            if (failingAll || failingChats.contains(work.chatId())) {
                failing.add(work);
                return;
            }
            if (closed) {
                refusal = new StoreUnavailableException("the store is closing");
            } else if (waiting.size() >= WAITING_MAX || waitingBytes >= WAITING_BYTES_MAX) {
                refusal = new StoreOverloadedException(
                        waiting.size() + " changes wait for this writer already",
                        drainTime.of(waiting.size(), System.nanoTime()));
            } else {
                waiting.add(work);
                waitingBytes += work.bytes();
                if (waiting.size() == 1) {
                    changed.signal();
                }
                return;
            }
        } finally {
            lock.unlock();
        }
        work.fail(refusal);
    }

    /// Waits for work and takes all there is, up to the size of a batch; null when closed and empty.
    @Nullable
    List<Work> take() throws InterruptedException {
        lock.lock();
        try {
            drainTime.ended(System.nanoTime());
            while (waiting.isEmpty()) {
                if (closed) {
                    return null;
                }
                changed.await();
            }
            List<Work> batch = new ArrayList<>(Math.min(waiting.size(), BATCH_MAX));
            long bytes = 0;
            while (batch.size() < BATCH_MAX && bytes < BATCH_BYTES_MAX) {
                Work work = waiting.poll();
                if (work == null) {
                    break;
                }
                bytes += work.bytes();
                batch.add(work);
            }
            waitingBytes -= bytes;
            drainTime.began(batch.size(), System.nanoTime());
            return batch;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /// Fails `works`, then everything that waits, or comes meanwhile, for the same chats; in that order.
    void fail(List<? extends Work> works, RuntimeException failure) {
        lock.lock();
        try {
            failing.addAll(works);
            works.forEach(work -> failingChats.add(work.chatId()));
            moveWaiting(failingChats);
        } finally {
            lock.unlock();
        }
        tell(failure);
    }

    /// Fails `works`, then everything that waits or comes meanwhile.
    void failAll(List<? extends Work> works, RuntimeException failure) {
        lock.lock();
        try {
            failingAll = true;
            failing.addAll(works);
            failing.addAll(waiting);
            waiting.clear();
            waitingBytes = 0;
        } finally {
            lock.unlock();
        }
        tell(failure);
    }

    /// What waits stays and is still taken; nothing more comes in.
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void moveWaiting(Collection<ChatId> chats) {
        waiting.removeIf(work -> {
            boolean fails = chats.contains(work.chatId());
            if (fails) {
                failing.add(work);
                waitingBytes -= work.bytes();
            }
            return fails;
        });
    }

    private void tell(RuntimeException failure) {
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
    }
}
