package io.vestnik.application.live.session;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.LiveMemoryFullException;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts the memory of one user's subscriptions in the budget of all users. Thread-safe.
///
/// The memory of all chats of a connecting user is reserved before the first subscription is made. A chat that the user
/// joins later is always counted, also beyond the budget: it is bounded by the limits on joining.
public final class SubscriptionMemory {
    /// A subscription with the user's entry for it, and its share of the feed.
    static final int BYTES = 512;

    private final MemoryBudget budget;
    /// Subscriptions that are reserved and not made yet.
    private final AtomicInteger reserved = new AtomicInteger();

    /// @param budget of the subscriptions of all users
    public SubscriptionMemory(MemoryBudget budget) {
        this.budget = budget;
    }

    /// Reserves the memory of a number of subscriptions.
    ///
    /// @throws LiveMemoryFullException if the budget has less left; then nothing is reserved
    public void reserve(int subscriptions) {
        long bytes = (long) subscriptions * BYTES;
        if (!budget.reserve(bytes)) {
            throw new LiveMemoryFullException(budget.name(), bytes);
        }
        reserved.addAndGet(subscriptions);
    }

    /// Releases what was reserved and not used.
    public void releaseUnused() {
        budget.release((long) reserved.getAndSet(0) * BYTES);
    }

    /// A subscription was made.
    void added() {
        if (reserved.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
            budget.reserveAnyway(BYTES);
        }
    }

    /// A subscription has ended.
    void removed() {
        budget.release(BYTES);
    }
}
