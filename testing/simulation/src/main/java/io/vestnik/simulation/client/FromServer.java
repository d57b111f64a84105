package io.vestnik.simulation.client;

import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.MessageId;
import java.time.Duration;

/// A frame from a node to a client. `ref` is that of the answered request.
public sealed interface FromServer {
    /// The connection is authenticated.
    record Ready(String epoch) implements FromServer {}

    /// An event.
    record Event(LiveEvent event) implements FromServer {}

    /// The answer to a send.
    record Sent(long ref, SendMessage.Outcome outcome) implements FromServer {}

    /// The answer to an edit or a deletion that was done.
    record Changed(long ref, ChatId chatId, ChatVersion version) implements FromServer {}

    /// The answer to a read mark.
    record Marked(long ref, ChatId chatId, MessageId readUpTo) implements FromServer {}

    /// The rules refused a request other than a send.
    record Refused(long ref, Refusal reason) implements FromServer {}

    /// A request other than a send failed, and may be repeated after a pause.
    record Retry(long ref, Duration retryAfter) implements FromServer {}

    /// A ping, which the client answers at once.
    record Ping(long number) implements FromServer {}

    /// The last frame: the node closes the connection.
    record Close(ConnectionEnd end) implements FromServer {}
}
