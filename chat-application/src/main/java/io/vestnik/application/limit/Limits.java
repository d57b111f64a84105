package io.vestnik.application.limit;

import java.util.Locale;

/// The limits that an operator can set. 0 means no limit, except that a group never has more than
/// [#GROUP_MEMBERS_CEILING] members.
///
/// @param groupMembersMax the maximum number of members of a group, at most [#GROUP_MEMBERS_CEILING]
/// @param sendsPerSecond the maximum number of sends, edits, deletions, and changes of chats and of the profile,
///     together, of one user in a second; twice as many in a burst. Read marks and `typing` have a limit of their own,
///     [#MARKS_PER_SECOND], which does not apply if `sendsPerSecond` is 0
/// @param failedLoginsPerMinute the maximum number of failed logins to one account from one address in a minute; three
///     times as many to all accounts from one address. Also the maximum number of wrong passwords that a logged-in user
///     sends from one device in a minute, over all addresses
/// @param registrationsPerMinute the maximum number of attempts to open an account from one address in a minute
/// @param requestsPerSecond the maximum number of HTTP requests from one address in a second; twice as many in a burst
/// @param newChatsPerHour the maximum number of new direct chats and groups, together, of one user in an hour. The
///     number of users whom the user may name as members of groups is [#ADDITIONS_PER_CHAT] times as high
/// @param searchesPerMinute the maximum number of searches for users by one user in a minute
/// @param connectionsPerUserMax the maximum number of concurrent connections of one user
/// @param pendingPerAddressMax the maximum number of concurrent unauthenticated connections from one address
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

    /// The highest `groupMembersMax`. A larger group would be a different product: a channel.
    public static final int GROUP_MEMBERS_CEILING = 100_000;

    /// The highest value of a rate. A higher rate is no limit in practice, and calculations with it could overflow.
    public static final int RATE_CEILING = 1_000_000;

    /// The maximum number of read marks and `typing` frames of one user in a second, together; twice as many in a
    /// burst. A client sends one read mark for each message that it displays, and does not display more than this
    /// number of messages in a second.
    public static final int MARKS_PER_SECOND = 200;

    /// How many users one user may name as members of groups for each new chat that `newChatsPerHour` allows. Most
    /// groups have about ten members.
    public static final int ADDITIONS_PER_CHAT = 10;

    /// The maximum number of devices on which one user is logged in: more than a user has, with spare ones for test
    /// machines. A login on one more device logs out the device that was unused for the longest time.
    public static final int DEVICES_PER_USER_MAX = 64;

    /// The defaults: enough for busy users, too little for an attack.
    public static final Limits DEFAULT = new Limits(200, 50, 20, 60, 200, 100, 60, 32, 64, 1 << 20);

    /// @throws IllegalArgumentException if a limit is negative, or a rate or `groupMembersMax` is above its ceiling
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

    /// The effective maximum number of members of a group: the ceiling if no limit is set.
    public int groupMembers() {
        return groupMembersMax == 0 ? GROUP_MEMBERS_CEILING : groupMembersMax;
    }
}
