package io.vestnik.demo;

import java.util.Locale;

/// How much to make.
///
/// @param users people, 4 to [#USERS_MAX]
/// @param groups groups, 0 to [#GROUPS_MAX]
/// @param messages messages in all chats together, 0 to [#MESSAGES_MAX]
/// @param seed another one makes other people and other conversations
public record DemoPlan(int users, int groups, int messages, long seed) {
    /// The three who are logged in with, and somebody to talk about.
    public static final int USERS_MIN = 4;

    /// A thousand more would make a list that nobody looks through; each takes a few milliseconds.
    public static final int USERS_MAX = 5_000;

    /// As many as fit a list of chats that somebody still scrolls.
    public static final int GROUPS_MAX = 1_000;

    /// Some minutes' work; to fill a database with more, there is the load tool.
    public static final int MESSAGES_MAX = 5_000_000;

    /// @throws IllegalArgumentException naming what is out of bounds
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
