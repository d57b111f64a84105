package io.vestnik.simulation.client;

import io.vestnik.checker.Ledger;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageText;
import java.util.Optional;

/// The text of a message in a simulation: it tells which client sent the message, and the number of the message there.
///
/// @param client the index of the client; [Ledger#NO_SENDER] if the message is deleted
/// @param number the number among the messages of that client
public record ClientText(int client, long number) {
    private static final char SEPARATOR = '.';
    private static final char END = ' ';

    /// The text of a new message.
    public MessageText text() {
        return new MessageText(Integer.toString(client) + SEPARATOR + number + END);
    }

    /// The text of the message after an edit.
    ///
    /// @param edit distinguishes the edits
    public MessageText edited(long edit) {
        return new MessageText(text().value() + edit);
    }

    /// Reads the text of a message.
    public static ClientText of(Message message) {
        return of(message.text());
    }

    /// Reads a text; empty for a deleted message.
    static ClientText of(Optional<MessageText> text) {
        return text.map(MessageText::value)
                .map(value -> {
                    int separator = value.indexOf(SEPARATOR);
                    int end = value.indexOf(END);
                    return new ClientText(
                            Integer.parseInt(value.substring(0, separator)),
                            Long.parseLong(value.substring(separator + 1, end)));
                })
                .orElse(new ClientText(Ledger.NO_SENDER, 0));
    }
}
