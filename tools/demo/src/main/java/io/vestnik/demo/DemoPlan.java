package io.vestnik.demo;

import java.util.Locale;

/// The amount of data to generate.
///
/// @param users number of users, 4 to [#USERS_MAX]
/// @param groups number of groups, 0 to [#GROUPS_MAX]
/// @param messages number of messages in all chats together, 0 to [#MESSAGES_MAX]
/// @param seed other seeds generate other users and conversations
public record DemoPlan(int users, int groups, int messages, long seed) {
    /// The three published logins, and one more user.
    public static final int USERS_MIN = 4;

    /// A longer list of users would be of no use; each user takes a few milliseconds.
    public static final int USERS_MAX = 5_000;

    /// As many as fit a list of chats that a user still scrolls.
    public static final int GROUPS_MAX = 1_000;

    /// Some minutes of work; the load tool creates larger databases.
    public static final int MESSAGES_MAX = 5_000_000;

    /// @throws IllegalArgumentException naming the value out of bounds
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
