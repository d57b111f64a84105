package io.vestnik.application.live;

import java.time.Duration;
import java.util.Locale;

/// Bounds and intervals of live delivery.
///
/// @param connectionsMax the maximum number of connections per user; the oldest connection is closed first. 0 = no
///     bound
/// @param largeGroupMembers a group with more members is large: its `members` events carry no list, a `read` event goes
///     to the reader's connections only, and a `typing` event goes to no member
/// @param loops the number of event loops, the delivering threads; a chat always has the same one
/// @param offlineAfter the delay between the end of a user's last connection and the notification of partners, so that
///     a user who reloads a page does not go offline
/// @param compareEvery how often a node compares the delivered versions with the store. It is the longest time until
///     the loss of a chat's last notification is detected
/// @param memory the memory of all connections together
public record LiveSettings(
        int connectionsMax,
        int largeGroupMembers,
        int loops,
        Duration offlineAfter,
        Duration compareEvery,
        LiveMemory memory) {
    /// The defaults of the wire contract, with one event loop for every two processors.
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
