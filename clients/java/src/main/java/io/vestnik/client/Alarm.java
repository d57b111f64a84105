package io.vestnik.client;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Lets one thread wait for a signal from other threads, at most for a given time. After {@link #end}, {@link #pause}
/// no longer waits.
///
/// Thread-safe; only one thread may wait at a time.
final class Alarm {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean rung;
    private boolean ended;

    /// Wakes the thread that waits in {@link #await}. If no thread waits, the next call of {@link #await} returns
    /// immediately.
    void ring() {
        lock.lock();
        try {
            rung = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Ends the current wait. Every later {@link #pause} returns immediately, and so does the next {@link #await} if no
    /// thread waits now.
    void end() {
        lock.lock();
        try {
            ended = true;
            rung = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for a signal, at most for the given time.
    void await(Duration most) throws InterruptedException {
        long left = most.toNanos();
        lock.lock();
        try {
            while (!rung && left > 0) {
                left = changed.awaitNanos(left);
            }
            rung = false;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the given time, or until the alarm is ended. Signals do not shorten the wait, because a signal may be
    /// left from an earlier call of {@link #ring}. This method discards such a signal.
    void pause(Duration time) throws InterruptedException {
        long left = time.toNanos();
        lock.lock();
        try {
            while (!ended && left > 0) {
                left = changed.awaitNanos(left);
            }
            rung = false;
        } finally {
            lock.unlock();
        }
    }
}
