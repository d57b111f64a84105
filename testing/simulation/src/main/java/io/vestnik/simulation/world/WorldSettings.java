package io.vestnik.simulation.world;

import io.vestnik.application.limit.Limits;
import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.LiveMemory;
import io.vestnik.application.live.LiveSettings;
import java.time.Duration;

/// The size of a world, and the bounds of its nodes.
///
/// @param nodes the number of nodes
/// @param users the number of users
/// @param clients the number of clients at the beginning; each user has at least one
/// @param small whether limits and budgets are so small that they are often reached
public record WorldSettings(int nodes, int users, int clients, boolean small) {
    /// A user has at most this number of clients, and a few connections that the node still believes to be open.
    private static final int CONNECTIONS_MAX = 8;
    /// Most groups stay below it, and some exceed it.
    private static final int LARGE_GROUP = 5;
    private static final int GROUP_MEMBERS_MAX = 20;
    private static final int NEW_CHATS_PER_HOUR = 1_000;
    private static final int OUTBOX_BYTES = 1 << 20;

    private static final Duration OFFLINE_AFTER = Duration.ofSeconds(5);
    private static final Duration COMPARE_EVERY = Duration.ofSeconds(30);

    private static final long HEAP_BYTES = 512L << 20;
    private static final long SMALL_HEAP_BYTES = 4L << 20;
    private static final long BUDGET_BYTES = 64L << 20;
    /// Replays take turns in it; the largest page of one replay fits.
    private static final long SMALL_REPLAYS_BYTES = 3L << 20;
    private static final long SMALL_COLLECTED_BYTES = 4L << 10;
    private static final long SMALL_EVENTS_BYTES = 64L << 10;
    private static final int SENDS_PER_SECOND = 50;
    private static final int FEW_SENDS_PER_SECOND = 5;

    /// The heap of which the queues of a node's writers take a share, in bytes.
    long heapBytes() {
        return small ? SMALL_HEAP_BYTES : HEAP_BYTES;
    }

    /// The limits of the users of a node.
    Limits limits() {
        int sends = small ? FEW_SENDS_PER_SECOND : SENDS_PER_SECOND;
        return new Limits(GROUP_MEMBERS_MAX, sends, 0, 0, 0, NEW_CHATS_PER_HOUR, 0, CONNECTIONS_MAX, 0, OUTBOX_BYTES);
    }

    /// New budgets of a node. The budget of subscriptions is never small: users who evict each other find no quiet.
    LiveMemory memory() {
        return new LiveMemory(
                new MemoryBudget("replays", small ? SMALL_REPLAYS_BYTES : BUDGET_BYTES),
                new MemoryBudget("collected", small ? SMALL_COLLECTED_BYTES : BUDGET_BYTES),
                new MemoryBudget("events", small ? SMALL_EVENTS_BYTES : BUDGET_BYTES),
                new MemoryBudget("subscriptions", BUDGET_BYTES));
    }

    /// The settings of a node's live delivery.
    LiveSettings live(LiveMemory memory) {
        return new LiveSettings(CONNECTIONS_MAX, LARGE_GROUP, 2, OFFLINE_AFTER, COMPARE_EVERY, memory);
    }
}
