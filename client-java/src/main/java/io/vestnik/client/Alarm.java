package io.vestnik.client;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Lets one thread wait for the next event or for a time, whichever comes first, until it is ended.
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

    /// Waits until it rings, at most so long.
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

    /// Waits so long whatever rings, unless it is ended: a ring may be left over from what is over.
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
