package io.vestnik.demo;

import java.util.List;

/// The result of a run.
///
/// @param people the number of all users, and of those that this run added
/// @param chats the number of all chats, and of those that this run created
/// @param messages the number of all messages, and of those that this run stored
/// @param logins the credentials of three users with many chats
public record DemoReport(Count people, Count chats, Count messages, List<Login> logins) {
    /// Copies `logins`.
    public DemoReport {
        logins = List.copyOf(logins);
    }

    /// A number of users, chats or messages.
    ///
    /// @param added how many of them this run added; the others existed before
    public record Count(int all, int added) {}

    /// The credentials of a user.
    public record Login(String name, String email, String password) {}
}
