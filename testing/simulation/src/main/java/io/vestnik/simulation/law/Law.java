package io.vestnik.simulation.law;

/// The laws that a simulation checks: L1 to L9 of `docs/architecture.md`, and two promises of `docs/protocol.md`.
public enum Law {
    /// Message ids of a chat are 1, 2, 3 … without gaps; `sentAt` never decreases with the id.
    L1,
    /// At most one message per chat, sender and key, whose content the key covers; exactly one attempt is the first.
    L2,
    /// An acknowledgement refers to a committed change, and no other change is delivered.
    L3,
    /// The versions of a chat on a connection rise, and from `live` on none is missing.
    L4,
    /// Read marks never move back, and `read` becomes true once.
    L5,
    /// `unread` is the count over the log after the mark.
    L6,
    /// A user who is not a member learns nothing that happens while the user is not a member.
    L7,
    /// Everything is bounded, and every accepted request is answered.
    L8,
    /// The sends of one connection to one chat take effect in the order sent.
    L9,
    /// A revoked device is disconnected and refused in time.
    DEVICES,
    /// Without faults a commit reaches every live connection of its members in time.
    TIMELY
}
