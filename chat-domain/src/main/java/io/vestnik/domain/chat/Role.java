package io.vestnik.domain.chat;

/// What a member may do, from most to least; the rules are in [GroupRights].
public enum Role {
    /// One in every group: gives and takes roles, removes anybody, deletes the group.
    OWNER,
    /// Adds and removes members, deletes messages, changes the title.
    ADMIN,
    /// Reads and writes. Both sides of a direct chat are this.
    MEMBER
}
