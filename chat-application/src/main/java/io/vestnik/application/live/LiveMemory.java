package io.vestnik.application.live;

import io.vestnik.application.limit.MemoryBudget;

/// What live delivery holds over all connections of a process, in bytes.
///
/// @param replays what resuming connections are brought, from the store to the connection's queue, and what each one
///     remembers of its chats meanwhile
/// @param collected events that wait for the end of a connection's replay
/// @param events events on their way through the lanes, and those that feeds hold because an earlier one is missing
public record LiveMemory(MemoryBudget replays, MemoryBudget collected, MemoryBudget events) {
    /// Shares of the heap, in percent: `docs/operations.md` lists them with those of the other parts.
    private static final int REPLAYS_PERCENT = 8;

    private static final int COLLECTED_PERCENT = 4;
    private static final int EVENTS_PERCENT = 8;

    /// Shares of this process's heap. A process has one: two messengers over two of them use the heap twice.
    public static LiveMemory ofHeap() {
        return new LiveMemory(
                MemoryBudget.ofHeap("replays", REPLAYS_PERCENT),
                MemoryBudget.ofHeap("collected", COLLECTED_PERCENT),
                MemoryBudget.ofHeap("events", EVENTS_PERCENT));
    }
}
