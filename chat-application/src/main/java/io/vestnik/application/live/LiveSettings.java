package io.vestnik.application.live;

import java.time.Duration;
import java.util.Locale;

/// Bounds and pauses of what is live.
///
/// @param connectionsMax per person; the oldest gives way. 0 = no bound
/// @param largeGroupMembers a group with more members than this is large: who joins, reads and types is not shown
/// @param lanes how many threads show events; a chat always has the same one
/// @param offlineAfter how long after somebody's last connection closed their partners are told, so that a reload is
///     not a departure
/// @param compareEvery how often a node compares what it has shown with the store: the longest that a lost last notice
///     goes unnoticed
/// @param memory what all connections hold together
public record LiveSettings(
        int connectionsMax,
        int largeGroupMembers,
        int lanes,
        Duration offlineAfter,
        Duration compareEvery,
        LiveMemory memory) {
    /// How long a feed waits for a version that another thread may be about to tell, before it reads the log. Longer
    /// than any thread is put aside for, shorter than anybody notices.
    static final Duration HOLD = Duration.ofMillis(50);

    /// The wait before a store that did not answer is asked again.
    static final Duration RETRY_AFTER = Duration.ofMillis(500);

    /// Events a feed holds while one before them is missing; beyond it they are dropped and read from the log.
    static final int HELD_MAX = 1_000;

    /// Events held for a connection while it replays; a chat with more is replayed again.
    static final int PENDING_MAX = 1_000;

    /// Rows fetched at a time when a feed repairs itself.
    static final int REPAIR_ROWS = 100;

    /// Feeds that are repaired at a time: each may hold a page of the largest messages.
    static final int REPAIRS_MAX = 8;

    /// A chat with more rows than this to replay is a gap: loading its window anew is cheaper for both sides.
    static final int REPLAY_ROWS_MAX = 500;

    /// Rows of one chat that are brought at a time to a resuming client.
    static final int REPLAY_PAGE_ROWS = 100;

    /// UTF-8 bytes of text that are brought at a time: with what JSON adds to rows, a page fits into what a connection
    /// may be ahead of its client.
    static final int REPLAY_PAGE_TEXT_BYTES = 32 * 1024;

    /// Members who are shown an event, and written to, before other chats have their turn: some milliseconds.
    static final int SLICE_SEATS = 256;

    /// Tasks a lane may be behind, beside the bound on their bytes; beyond it news is dropped and found again by
    /// comparing.
    static final int LANE_TASKS_MAX = 200_000;

    /// People compared with the store in one query.
    static final int COMPARE_PEOPLE = 200;

    /// The contract's defaults, with a lane for each two processors.
    public static LiveSettings defaults() {
        int lanes = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        return new LiveSettings(32, 200, lanes, Duration.ofSeconds(5), Duration.ofSeconds(30), LiveMemory.ofHeap());
    }

    /// The same with another bound on connections.
    public LiveSettings connections(int max) {
        return new LiveSettings(max, largeGroupMembers, lanes, offlineAfter, compareEvery, memory);
    }

    /// @throws IllegalArgumentException if a bound makes no sense
    public LiveSettings {
        if (connectionsMax < 0 || largeGroupMembers < 2 || lanes < 1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "connectionsMax=%d largeGroupMembers=%d lanes=%d",
                    connectionsMax,
                    largeGroupMembers,
                    lanes));
        }
    }
}
