package io.vestnik.checker;

/// The effect of a violation, as a user experiences it.
public enum Breach {
    /// Data is missing:
    /// - An acknowledged message is missing in the history, or the history ends before the last received message.
    /// - A message has a text in the history that the run did not send.
    /// - An event did not arrive on a connection that stayed open.
    /// - A page of a history was incomplete, refused or not answered.
    LOST,
    /// A message exists under two ids or arrived twice on one connection, or two sends were acknowledged with the same
    /// id.
    DOUBLED,
    /// The order is wrong:
    /// - A version arrived after a higher one.
    /// - The messages of one user were stored in an order that differs from the order of the sends.
    /// - A message has a smaller id than one that was acknowledged before the message was sent.
    /// - Two messages have the same id, or a new message has the id of a message from before the run.
    /// - A send was answered with another message.
    /// - A message has an earlier time than the message before it.
    OUT_OF_ORDER,
    /// A version or an id was omitted on a live connection, or an id that was not acknowledged is missing in the
    /// history.
    HOLE,
    /// A read mark moved back, stayed below the requested message, moved past the last message, or was not sent to a
    /// user who should receive it.
    READ_MARK,
    /// A user received an event of a chat of other users, or an answer without a request. Or a chat contains a message
    /// of a user who does not take part in the run.
    LEAKED,
    /// `unread` differs from the number of unread messages.
    UNREAD,
    /// A request had no answer in time, or a code that is not documented.
    UNANSWERED,
    /// The epoch changed without a loss of data, or did not change with one.
    EPOCH
}
