package io.vestnik.client;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Lets one thread wait for the next signal or for a time, whichever comes first, until the alarm is ended.
///
/// Safe for many threads; one of them waits.
final class Alarm {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean rung;
    private boolean ended;

    /// Ends the present {@link #await}, or the next one.
    void ring() {
        lock.lock();
        try {
            rung = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Ends every wait from now on.
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

    /// Waits for a signal, at most for a time.
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

    /// Waits for a time regardless of signals, unless the alarm is ended: a signal may be left from earlier.
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
