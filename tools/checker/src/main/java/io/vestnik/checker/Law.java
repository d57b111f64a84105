package io.vestnik.checker;

/// The promises of the server that a history is checked against. L1 to L9 are the laws of `docs/architecture.md`; the
/// others follow from them for a client that sees only its own requests and answers.
public enum Law {
    /// Message ids of a chat are 1, 2, 3 … without gaps, one message each, and `sentAt` never decreases with the id.
    L1,
    /// A key stands for at most one message. At most one of its answers has `duplicate: false`, and exactly one if no
    /// attempt ended without a definite answer.
    L2,
    /// An acknowledged message is in the history at the end of the run, with its sender, number and time.
    L3,
    /// Each connection receives the versions of a chat strictly rising and, from `live` on, without gaps.
    L4,
    /// Read marks never move back, `read` changes from false to true only, and `allRead` rises.
    L5,
    /// `unread` is the number of other users' messages after the read mark that are not deleted, up to 1,000.
    L6,
    /// A user receives nothing of a chat after leaving it, and a user who was never a member receives nothing at all.
    L7,
    /// Each request is answered, or its connection ends, within a bounded time. Error and close codes are documented.
    L8,
    /// The sends of one connection to one chat take effect in the order sent.
    L9,
    /// A message whose acknowledgement arrived before another send to the chat began has the smaller id.
    REAL_TIME,
    /// A read that began after an acknowledgement arrived contains the message.
    READ_AFTER_ACK,
    /// The `epoch` changes if, and only if, data was lost or reset.
    EPOCH
}
