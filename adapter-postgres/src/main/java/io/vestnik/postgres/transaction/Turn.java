package io.vestnik.postgres.transaction;

import io.vestnik.domain.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/// The right to commit changes of a writer's chats and to publish their events, so that the events of a chat come in
/// the order of its versions. A transaction takes it last of all, and holds it for that work only.
public interface Turn {
    /// For a transaction that publishes nothing.
    Turn NONE = new Turn() {
        @Override
        public void take() {}

        @Override
        public void release() {}
    };

    /// Waits until no other transaction has the turn.
    ///
    /// @throws StoreUnavailableException if that takes too long
    void take();

    void release();

    /// A turn that is waited for without a bound, as by the writer itself.
    static Turn of(Lock lock) {
        return new Turn() {
            @Override
            public void take() {
                lock.lock();
            }

            @Override
            public void release() {
                lock.unlock();
            }
        };
    }

    /// A turn that is waited for no longer than `max`.
    ///
    /// @param doing the action that needs it, for the message of a failure
    static Turn within(Duration max, Lock lock, String doing) {
        return new Turn() {
            @Override
            public void take() {
                try {
                    if (!lock.tryLock(max.toNanos(), TimeUnit.NANOSECONDS)) {
                        throw new StoreUnavailableException(doing + ": the chat's writer is busy");
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new StoreUnavailableException(doing + ": interrupted", e);
                }
            }

            @Override
            public void release() {
                lock.unlock();
            }
        };
    }
}
