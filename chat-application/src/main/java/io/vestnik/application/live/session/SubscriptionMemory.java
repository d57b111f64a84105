package io.vestnik.application.live.session;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.LiveMemoryFullException;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts the memory of one user's subscriptions in the budget of all users. Thread-safe.
///
/// The memory of all chats of a connecting user is reserved before the first subscription is made. A chat that the user
/// joins later is always counted, even beyond the budget: the limits on joining bound the number of such chats.
public final class SubscriptionMemory {
    /// The memory that a subscription is counted with, in bytes. It includes the user's entry for the chat and a share
    /// of the feed.
    static final int BYTES = 512;

    private final MemoryBudget budget;
    /// The number of subscriptions that are reserved and not made yet.
    private final AtomicInteger reserved = new AtomicInteger();

    /// @param budget the budget of the subscriptions of all users
    public SubscriptionMemory(MemoryBudget budget) {
        this.budget = budget;
    }

    /// Reserves the memory of a number of subscriptions.
    ///
    /// @throws LiveMemoryFullException if the budget has fewer bytes left; then no memory is reserved
    public void reserve(int subscriptions) {
        long bytes = (long) subscriptions * BYTES;
        if (!budget.reserve(bytes)) {
            throw new LiveMemoryFullException(budget.name(), bytes);
        }
        reserved.addAndGet(subscriptions);
    }

    /// Releases the memory of reserved subscriptions that were not made.
    public void releaseUnused() {
        budget.release((long) reserved.getAndSet(0) * BYTES);
    }

    /// Counts a subscription that was made.
    void added() {
        if (reserved.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
            budget.reserveAnyway(BYTES);
        }
    }

    /// Releases the memory of a subscription that has ended.
    void removed() {
        budget.release(BYTES);
    }
}
