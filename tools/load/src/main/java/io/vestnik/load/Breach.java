package io.vestnik.load;

/// The kinds of violations that the load tool detects.
public enum Breach {
    /// An acknowledged or stored message is missing in the history, or did not arrive on a connection that was open.
    LOST,
    /// A message exists under two ids, or arrived twice on one connection.
    DOUBLED,
    /// An id or a version arrived after a higher one, the sends of one user were stored in another order, two messages
    /// have the same id, or a later message has an earlier time.
    OUT_OF_ORDER,
    /// A version or an id was omitted on a live connection.
    HOLE,
    /// A read mark moved back, moved past the last message, or was not sent to a user who should receive it.
    READ_MARK,
    /// A user received data of a chat without being a member.
    LEAKED
}
