package io.vestnik.application.limit;

import java.util.Locale;

/// The limits that an operator can set. 0 means no limit.
///
/// @param groupMembersMax members of one group, at most [#GROUP_MEMBERS_CEILING]
/// @param sendsPerSecond sends, edits, deletions and changes of chats, together, of one user; twice as many at once.
///     Read marks and `typing` have [#MARKS_PER_SECOND], unless this is 0
/// @param failedLoginsPerMinute of one account from one address; three times as many of all accounts from one address
/// @param registrationsPerMinute accounts opened from one address
/// @param requestsPerSecond HTTP requests from one address; twice as many at once
/// @param newChatsPerHour direct chats and groups, together, of one user; [#ADDITIONS_PER_CHAT] times as many users
///     named as members of groups
/// @param searchesPerMinute searches for users, by one user
/// @param connectionsPerUserMax concurrent connections of one user
/// @param pendingPerAddressMax unauthenticated connections from one address
/// @param outboxBytesMax the maximum number of bytes queued for one connection
public record Limits(
        int groupMembersMax,
        int sendsPerSecond,
        int failedLoginsPerMinute,
        int registrationsPerMinute,
        int requestsPerSecond,
        int newChatsPerHour,
        int searchesPerMinute,
        int connectionsPerUserMax,
        int pendingPerAddressMax,
        int outboxBytesMax) {

    /// A larger group would be a different product: a channel.
    public static final int GROUP_MEMBERS_CEILING = 100_000;

    /// A higher rate is no limit in practice, and sums of such rates would overflow.
    public static final int RATE_CEILING = 1_000_000;

    /// Read marks and `typing` of one user, together; twice as many at once. A client sets one mark for each message it
    /// displays, and displays no more than this.
    public static final int MARKS_PER_SECOND = 200;

    /// Most groups have about ten members.
    public static final int ADDITIONS_PER_CHAT = 10;

    /// More devices than a user has, with spare ones for test machines. A user with more does not notice that the
    /// device unused for the longest time is logged out.
    public static final int DEVICES_PER_USER_MAX = 64;

    /// The defaults: enough for busy users, too little for an attack.
    public static final Limits DEFAULT = new Limits(200, 50, 20, 60, 200, 100, 60, 32, 64, 1 << 20);

    /// @throws IllegalArgumentException if a limit is negative, or the maximum size of groups is above the ceiling
    public Limits {
        int[] all = {
            groupMembersMax,
            sendsPerSecond,
            failedLoginsPerMinute,
            registrationsPerMinute,
            requestsPerSecond,
            newChatsPerHour,
            searchesPerMinute,
            connectionsPerUserMax,
            pendingPerAddressMax,
            outboxBytesMax
        };
        for (int limit : all) {
            if (limit < 0) {
                throw new IllegalArgumentException("a limit must be 0 or more, not " + limit);
            }
        }
        int[] rates = {
            sendsPerSecond,
            failedLoginsPerMinute,
            registrationsPerMinute,
            requestsPerSecond,
            newChatsPerHour,
            searchesPerMinute
        };
        for (int rate : rates) {
            if (rate > RATE_CEILING) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "a rate must be at most %,d; 0 means none", RATE_CEILING));
            }
        }
        if (groupMembersMax > GROUP_MEMBERS_CEILING) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "a group may have up to %,d members", GROUP_MEMBERS_CEILING));
        }
    }

    /// The effective maximum size of a group: the ceiling if no limit is set.
    public int groupMembers() {
        return groupMembersMax == 0 ? GROUP_MEMBERS_CEILING : groupMembersMax;
    }
}
