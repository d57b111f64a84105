package io.vestnik.application.live;

import java.time.Duration;
import java.util.Locale;

/// Bounds and intervals of live delivery.
///
/// @param connectionsMax connections per user; the oldest is closed first. 0 = no bound
/// @param largeGroupMembers a group with more members is large: joins, reads and typing of its members are not
///     delivered
/// @param lanes the number of delivering threads; a chat always has the same one
/// @param offlineAfter the delay between the end of a user's last connection and the notification of partners, so that
///     reloading a page is not a departure
/// @param compareEvery how often a node compares the delivered versions with the store: the longest time until a lost
///     last notification is detected
/// @param memory the memory of all connections together
public record LiveSettings(
        int connectionsMax,
        int largeGroupMembers,
        int lanes,
        Duration offlineAfter,
        Duration compareEvery,
        LiveMemory memory) {
    /// How long a feed waits for a version that another thread may be about to publish, before it reads the log. Longer
    /// than any thread is descheduled, shorter than a user notices.
    static final Duration HOLD = Duration.ofMillis(50);

    /// The pause before a store that did not answer is queried again.
    static final Duration RETRY_AFTER = Duration.ofMillis(500);

    /// Events that a feed holds while an earlier one is missing; more are dropped and read from the log.
    static final int HELD_MAX = 1_000;

    /// Events held for a connection during its replay; a chat with more is replayed again.
    static final int PENDING_MAX = 1_000;

    /// Rows per read when a feed is repaired.
    static final int REPAIR_ROWS = 100;

    /// Feeds that are repaired at the same time: each may hold a page of the largest messages.
    static final int REPAIRS_MAX = 8;

    /// A chat with more rows to replay is a gap: loading its window anew is cheaper for both sides.
    static final int REPLAY_ROWS_MAX = 500;

    /// Rows of one chat that are read at a time for a resuming client.
    static final int REPLAY_PAGE_ROWS = 100;

    /// UTF-8 bytes of text that are read at a time. With the JSON overhead of its rows, a page fits into the number of
    /// bytes that a connection may be ahead of its client.
    static final int REPLAY_PAGE_TEXT_BYTES = 32 * 1024;

    /// Connections to which an event is delivered and written before tasks of other chats run: some milliseconds.
    static final int SLICE_CONNECTIONS = 256;

    /// The maximum number of waiting tasks of a lane, besides the bound on their bytes. Beyond it notifications are
    /// dropped and recovered by a comparison.
    static final int LANE_TASKS_MAX = 200_000;

    /// Users compared with the store in one query.
    static final int COMPARE_PEOPLE = 200;

    /// The contract's defaults, with one lane for every two processors.
    public static LiveSettings defaults() {
        int lanes = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        return new LiveSettings(32, 200, lanes, Duration.ofSeconds(5), Duration.ofSeconds(30), LiveMemory.ofHeap());
    }

    /// The same settings with another bound on connections.
    public LiveSettings connections(int max) {
        return new LiveSettings(max, largeGroupMembers, lanes, offlineAfter, compareEvery, memory);
    }

    /// @throws IllegalArgumentException if a bound is out of range
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
