package io.vestnik.application;

import io.vestnik.application.conversation.Conversations;
import io.vestnik.application.live.LimitedLive;
import io.vestnik.application.live.Live;
import io.vestnik.application.live.node.LiveNode;
import io.vestnik.application.messaging.Messaging;
import io.vestnik.application.reading.Reading;

/// The whole messenger without accounts. Protocol adapters serve it, and a service that has its own users embeds it.
public record Messenger(Messaging messaging, Conversations conversations, Reading reading, Live live)
        implements AutoCloseable {

    /// A messenger over stores, in memory or in a database.
    public static Messenger over(Ports ports, MessengerSettings settings) {
        Messaging messaging = Messaging.over(ports.log(), settings.sends(), settings.sendMetrics());
        return new Messenger(
                messaging,
                Conversations.over(ports.chats(), ports.ids(), settings.groupMembersMax(), settings.chats()),
                Reading.over(ports.readStates(), settings.marks()),
                new LimitedLive(
                        new LiveNode(
                                ports, messaging.send(), settings.sends(), settings.live(), settings.liveMetrics()),
                        settings.marks()));
    }

    /// Stops live delivery. The stores are closed by their owner.
    @Override
    public void close() {
        live.close();
    }
}
