package io.vestnik.application.live;

import io.vestnik.application.limit.MemoryBudget;

/// The memory budgets of live delivery over all connections of a process.
///
/// @param replays data on its way from the store to the queues of resuming connections, and the state that each replay
///     keeps of its user's chats
/// @param collected events that wait for the end of a connection's replay
/// @param events events on their way through the event loops, and events that feeds hold because an earlier event is
///     missing
/// @param subscriptions the subscriptions of connected users, and the feeds
public record LiveMemory(
        MemoryBudget replays, MemoryBudget collected, MemoryBudget events, MemoryBudget subscriptions) {
    /// The share of the heap for replays, in percent; `docs/operations.md` lists the shares of all components.
    private static final int REPLAYS_PERCENT = 8;

    private static final int COLLECTED_PERCENT = 4;
    private static final int EVENTS_PERCENT = 8;
    private static final int SUBSCRIPTIONS_PERCENT = 8;

    /// Creates budgets that are shares of this process's heap. A process creates them once: two messengers with
    /// separate budgets would together use twice these shares.
    public static LiveMemory ofHeap() {
        return new LiveMemory(
                MemoryBudget.ofHeap("replays", REPLAYS_PERCENT),
                MemoryBudget.ofHeap("collected", COLLECTED_PERCENT),
                MemoryBudget.ofHeap("events", EVENTS_PERCENT),
                MemoryBudget.ofHeap("subscriptions", SUBSCRIPTIONS_PERCENT));
    }
}
