package io.vestnik.domain.chat;

/// The role of a member, from most to least permissions; the rules are in [GroupRights].
public enum Role {
    /// The owner: assigns roles, removes any member, deletes the group. Every group has exactly one owner.
    OWNER,
    /// An admin: adds and removes members, deletes messages, changes the title.
    ADMIN,
    /// A plain member: reads and writes. Both users of a direct chat have this role.
    MEMBER
}
