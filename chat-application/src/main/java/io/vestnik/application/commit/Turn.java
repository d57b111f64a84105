package io.vestnik.application.commit;

import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.domain.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.locks.Lock;

/// The right to commit changes of a writer's chats and to publish their events. It keeps the events of a chat in the
/// order of the chat's versions. A transaction takes the turn last, and holds it only for the commit and the events.
public interface Turn {
    /// The maximum time that a change outside a batch waits for a writer's turn. A writer releases its turn after each
    /// batch, so a longer wait means that the writer is waiting for its store.
    Duration MAX = Duration.ofSeconds(5);

    /// The turn of a transaction that publishes nothing. A transaction never waits for this turn.
    Turn NONE = new Turn() {
        @Override
        public void take() {}

        @Override
        public void release() {}
    };

    /// Waits until no other transaction has the turn.
    ///
    /// @throws StoreUnavailableException if the wait takes too long
    void take();

    /// Ends the turn.
    void release();

    /// A turn for which a transaction waits without a bound, as the writer itself does.
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

    /// A turn for which a transaction waits no longer than [#MAX].
    ///
    /// @param doing the action that needs the turn, for the message of a failure
    static Turn bounded(NodeRuntime runtime, Lock lock, String doing) {
        return new Turn() {
            @Override
            public void take() {
                try {
                    if (!runtime.tryLock(lock, MAX)) {
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
