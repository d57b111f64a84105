package io.vestnik.demo;

import java.util.Locale;

/// The amount of data to generate.
///
/// @param users the number of users, 4 to [#USERS_MAX]
/// @param groups the number of groups, 0 to [#GROUPS_MAX]
/// @param messages the number of messages in all chats together, 0 to [#MESSAGES_MAX]
/// @param seed the seed of all random choices; another seed gives other users and conversations
public record DemoPlan(int users, int groups, int messages, long seed) {
    /// The seed whose email addresses have no number.
    public static final long DEFAULT_SEED = 1;

    /// The minimum number of users: the three with published logins, and one more.
    public static final int USERS_MIN = 4;

    /// The maximum number of users. More users would be of no use in a demonstration, and the creation of each takes a
    /// few milliseconds.
    public static final int USERS_MAX = 5_000;

    /// The maximum number of groups: as many as a user may scroll through in a list of chats.
    public static final int GROUPS_MAX = 1_000;

    /// The maximum number of messages. A run that stores as many takes some minutes. The load tool creates larger
    /// databases.
    public static final int MESSAGES_MAX = 5_000_000;

    /// @throws IllegalArgumentException if a value is out of bounds; the message names the value
    public DemoPlan {
        within("users", users, USERS_MIN, USERS_MAX);
        within("groups", groups, 0, GROUPS_MAX);
        within("messages", messages, 0, MESSAGES_MAX);
    }

    private static void within(String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%s must be %d to %d", what, min, max));
        }
    }
}
