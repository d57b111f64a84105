package io.vestnik.application;

import io.vestnik.application.conversation.Conversations;
import io.vestnik.application.live.LimitedLive;
import io.vestnik.application.live.Live;
import io.vestnik.application.messaging.Messaging;
import io.vestnik.application.reading.Reading;

/// The whole messenger but for accounts: what a protocol adapter serves, and what a service embeds that knows its
/// people already.
public record Messenger(Messaging messaging, Conversations conversations, Reading reading, Live live)
        implements AutoCloseable {

    /// Over stores, in memory or in a database.
    public static Messenger over(Ports ports, MessengerSettings settings) {
        Messaging messaging = Messaging.over(ports.log(), settings.sends(), settings.sendMetrics());
        return new Messenger(
                messaging,
                Conversations.over(ports.chats(), ports.ids(), settings.groupMembersMax(), settings.chats()),
                Reading.over(ports.readStates(), settings.marks()),
                new LimitedLive(
                        Live.over(ports, messaging.send(), settings.sends(), settings.live(), settings.liveMetrics()),
                        settings.marks()));
    }

    /// Stops showing things live. The stores are closed by whoever opened them.
    @Override
    public void close() {
        live.close();
    }
}
