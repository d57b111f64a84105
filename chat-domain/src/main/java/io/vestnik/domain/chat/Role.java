package io.vestnik.domain.chat;

/// The role of a member, from most to least permissions; the rules are in [GroupRights].
public enum Role {
    /// Exactly one in every group: gives and takes roles, removes any member, deletes the group.
    OWNER,
    /// Adds and removes members, deletes messages, changes the title.
    ADMIN,
    /// Reads and writes. Both sides of a direct chat have this role.
    MEMBER
}
