package io.vestnik.demo;

import java.util.List;

/// What a run made.
///
/// @param people how many there are, and how many of them this run added
/// @param chats how many there are, and how many of them this run opened
/// @param messages how many there are, and how many of them this run stored
/// @param logins of three people with much to look at
public record DemoReport(Count people, Count chats, Count messages, List<Login> logins) {
    /// Copies `logins`.
    public DemoReport {
        logins = List.copyOf(logins);
    }

    /// Some of a kind.
    ///
    /// @param added by this run; the others were there
    public record Count(int all, int added) {}

    /// What somebody logs in with.
    public record Login(String name, String email, String password) {}
}
