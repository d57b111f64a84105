package io.vestnik.application.live;

import java.time.Duration;
import java.util.Locale;

/// Bounds and intervals of live delivery.
///
/// @param connectionsMax the maximum number of connections per user; the oldest connection is closed first. 0 = no
///     bound
/// @param largeGroupMembers a group with more members than this number is large: its `members` events carry no list, a
///     `read` event goes to the reader's connections only, and a `typing` event goes to no member
/// @param loops the number of event loops, which are the threads that deliver events; a chat always has the same event
///     loop
/// @param offlineAfter the delay between the end of a user's last connection and the notification of the other users of
///     direct chats, so that a user who reloads a page does not go offline
/// @param compareEvery the pause between two comparisons of the delivered versions with the store. The loss of a chat's
///     last notification is usually detected within this time plus one second
/// @param memory the memory budgets of all connections together
public record LiveSettings(
        int connectionsMax,
        int largeGroupMembers,
        int loops,
        Duration offlineAfter,
        Duration compareEvery,
        LiveMemory memory) {
    /// The defaults of version 1 of the protocol, with one event loop for every two processors.
    public static LiveSettings defaults() {
        int loops = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        return new LiveSettings(32, 200, loops, Duration.ofSeconds(5), Duration.ofSeconds(30), LiveMemory.ofHeap());
    }

    /// Returns the same settings with another maximum number of connections per user.
    public LiveSettings connections(int max) {
        return new LiveSettings(max, largeGroupMembers, loops, offlineAfter, compareEvery, memory);
    }

    /// @throws IllegalArgumentException if a bound is out of range
    public LiveSettings {
        if (connectionsMax < 0 || largeGroupMembers < 2 || loops < 1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "connectionsMax=%d largeGroupMembers=%d loops=%d",
                    connectionsMax,
                    largeGroupMembers,
                    loops));
        }
    }
}
