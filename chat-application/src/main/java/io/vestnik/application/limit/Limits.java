package io.vestnik.application.limit;

import java.util.Locale;

/// How much of everything there may be: each of the limits that an operator can set. 0 means none.
///
/// @param groupMembersMax members of one group, at most [#GROUP_MEMBERS_CEILING]
/// @param sendsPerSecond sends, edits, deletions and changes of chats, together, of one user; twice as many at once.
///     Read marks and `typing` have [#MARKS_PER_SECOND], unless this is 0
/// @param failedLoginsPerMinute of one account from one address; three times as many of all accounts from one address
/// @param registrationsPerMinute accounts opened from one address
/// @param requestsPerSecond HTTP requests from one address; twice as many at once
/// @param newChatsPerHour direct chats and groups, together, of one user; [#ADDITIONS_PER_CHAT] times as many users
///     named as members of groups
/// @param searchesPerMinute for people, by one person
/// @param connectionsPerUserMax at the same time
/// @param pendingPerAddressMax connections from one address of which it is not yet known whose they are
/// @param outboxBytesMax what may wait to be sent on one connection
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

    /// A larger group is another kind of thing: a channel.
    public static final int GROUP_MEMBERS_CEILING = 100_000;

    /// More often than this is no limit any more, and its sum would not fit.
    public static final int RATE_CEILING = 1_000_000;

    /// Read marks and `typing` of one user, together; twice as many at once. A client marks once for each message it
    /// shows, and shows no more than this.
    public static final int MARKS_PER_SECOND = 200;

    /// A group of ten is usual.
    public static final int ADDITIONS_PER_CHAT = 10;

    /// More of these than one has devices, with room for test machines; a person with more does not notice that the
    /// one seen longest ago is logged out.
    public static final int DEVICES_PER_USER_MAX = 64;

    /// What holds where nothing else is set: enough for busy people, too little for an attack.
    public static final Limits DEFAULT = new Limits(200, 50, 20, 60, 200, 100, 60, 32, 64, 1 << 20);

    /// @throws IllegalArgumentException if one is negative, or a group could be larger than it can be
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

    /// The bound on groups that holds: the ceiling where none is set.
    public int groupMembers() {
        return groupMembersMax == 0 ? GROUP_MEMBERS_CEILING : groupMembersMax;
    }
}
