package io.vestnik.client;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Lets one thread wait for a signal from other threads, at most for a given time. After its end, an alarm lets no call
/// wait.
///
/// Thread-safe; only one thread may wait at a time.
final class Alarm {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean rung;
    private boolean ended;

    /// Wakes the thread that waits in {@link #await}. If none waits, the next call of it returns at once.
    void ring() {
        lock.lock();
        try {
            rung = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Ends the wait in progress and all later ones.
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

    /// Waits for the given time, or until the alarm is ended. Signals do not shorten the wait, since one may be left
    /// from earlier.
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
