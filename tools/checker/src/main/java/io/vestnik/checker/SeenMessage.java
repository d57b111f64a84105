package io.vestnik.checker;

/// A message as a client received it, in an event, an answer or a page.
///
/// @param version the version of the message
/// @param from the index of the client that sent the message, as its text tells; [Ledger#NO_SENDER] if there is no text
/// @param number the number of the send among those of that client, as the text tells
/// @param user the index of the user who sent the message; [Ledger#NO_SENDER] if the server did not disclose the user
/// @param sentMillis the time of the message, in milliseconds since 1970
/// @param read whether all other members have read the message
/// @param change what happened to the message since it was sent
public record SeenMessage(
        long id, long version, int from, long number, int user, long sentMillis, boolean read, Change change) {

    /// What happened to a message since it was sent.
    public enum Change {
        /// Nothing: its version is that of the chat when it was sent.
        NONE,
        /// It was edited, or changed in another way that gave it a new version.
        EDITED,
        /// It was deleted.
        DELETED
    }

    boolean isChanged() {
        return change != Change.NONE;
    }
}
