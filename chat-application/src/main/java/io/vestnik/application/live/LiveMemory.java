package io.vestnik.application.live;

import io.vestnik.application.limit.MemoryBudget;

/// The memory budgets of live delivery over all connections of a process.
///
/// @param replays the data replayed to resuming connections, from the store to the connection's queue, and the state of
///     its chats that each one keeps meanwhile
/// @param collected events that wait for the end of a connection's replay
/// @param events events on their way through the event loops, and events that feeds hold because an earlier one is
///     missing
/// @param subscriptions the subscriptions of connected users, and the feeds
public record LiveMemory(
        MemoryBudget replays, MemoryBudget collected, MemoryBudget events, MemoryBudget subscriptions) {
    /// Shares of the heap in percent; `docs/operations.md` lists them with those of the other components.
    private static final int REPLAYS_PERCENT = 8;

    private static final int COLLECTED_PERCENT = 4;
    private static final int EVENTS_PERCENT = 8;
    private static final int SUBSCRIPTIONS_PERCENT = 8;

    /// Shares of this process's heap. Create one per process: two messengers with budgets of their own would use twice
    /// the share.
    public static LiveMemory ofHeap() {
        return new LiveMemory(
                MemoryBudget.ofHeap("replays", REPLAYS_PERCENT),
                MemoryBudget.ofHeap("collected", COLLECTED_PERCENT),
                MemoryBudget.ofHeap("events", EVENTS_PERCENT),
                MemoryBudget.ofHeap("subscriptions", SUBSCRIPTIONS_PERCENT));
    }
}
