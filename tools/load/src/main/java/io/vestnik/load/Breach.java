package io.vestnik.load;

/// Violations of the laws.
public enum Breach {
    /// A message was acknowledged or stored, and is missing: in the history, or on a connection that was open.
    LOST,
    /// A message is present twice: under two ids, or sent twice to one connection.
    DOUBLED,
    /// An id or a version came after a later one, one user's sends are in another order, two messages have one id, or a
    /// time runs back.
    OUT_OF_ORDER,
    /// A version or an id was omitted on a live connection.
    HOLE,
    /// A read mark moved back, moved past the last message, or was not sent to a user whom it concerns.
    READ_MARK,
    /// A user received data of a chat without being a member.
    LEAKED
}
