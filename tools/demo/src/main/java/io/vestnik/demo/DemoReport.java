package io.vestnik.demo;

import java.util.List;

/// The result of a run.
///
/// @param people all users, and those that this run added
/// @param chats all chats, and those that this run created
/// @param messages all messages, and those that this run stored
/// @param logins of three users with many chats
public record DemoReport(Count people, Count chats, Count messages, List<Login> logins) {
    /// Copies `logins`.
    public DemoReport {
        logins = List.copyOf(logins);
    }

    /// A number of users, chats or messages.
    ///
    /// @param added by this run; the others existed before
    public record Count(int all, int added) {}

    /// The credentials of a user.
    public record Login(String name, String email, String password) {}
}
