package io.vestnik.load;

/// What a server that keeps the laws never does.
public enum Breach {
    /// Acknowledged or stored, and then missing: in the history, or at somebody who was connected.
    LOST,
    /// One message twice: at two places, or shown twice to one connection.
    DOUBLED,
    /// A place or a version that came after a later one; one person's sends in another order; two messages seen at one
    /// place; a time that runs back.
    OUT_OF_ORDER,
    /// A version or a place left out on a live connection.
    HOLE,
    /// A read mark that moved back, went past the last message, or was not told to whom it concerns.
    READ_MARK,
    /// Something of a chat that one is not in.
    LEAKED
}
