package io.vestnik.application;

import io.vestnik.application.account.MembershipUpkeep;
import io.vestnik.application.conversation.Conversations;
import io.vestnik.application.live.LimitedLive;
import io.vestnik.application.live.Live;
import io.vestnik.application.live.node.LiveNode;
import io.vestnik.application.messaging.Messaging;
import io.vestnik.application.reading.Reading;

/// The whole messenger without accounts. Protocol adapters serve it, and a service that has its own users embeds it.
///
/// When users are removed, disabled or enabled, it also adapts their memberships in groups.
public final class Messenger implements AutoCloseable {
    private final Messaging messaging;
    private final Conversations conversations;
    private final Reading reading;
    private final Live live;
    private final MembershipUpkeep upkeep;

    private Messenger(Ports ports, MessengerSettings settings) {
        this.messaging = Messaging.over(ports.log(), settings.sends(), settings.sendMetrics(), ports.runtime());
        this.conversations =
                Conversations.over(ports.chats(), ports.ids(), settings.groupMembersMax(), settings.chats());
        this.reading = Reading.over(ports.readStates(), settings.marks());
        this.live = new LimitedLive(
                new LiveNode(ports, messaging.send(), settings.sends(), settings.live(), settings.liveMetrics()),
                settings.marks());
        this.upkeep = MembershipUpkeep.start(ports.chats(), ports.runtime(), ports.fatalErrors());
    }

    /// Creates a messenger over a store, in memory or in a database.
    public static Messenger over(Ports ports, MessengerSettings settings) {
        return new Messenger(ports, settings);
    }

    /// The use cases for messages: sending, editing, deleting and reading.
    public Messaging messaging() {
        return messaging;
    }

    /// The use cases for chats and their members.
    public Conversations conversations() {
        return conversations;
    }

    /// The use cases for read marks.
    public Reading reading() {
        return reading;
    }

    /// Live delivery.
    public Live live() {
        return live;
    }

    /// Stops live delivery and the adaptation of memberships. The store stays open; its owner closes it.
    @Override
    public void close() {
        try {
            upkeep.close();
        } finally {
            live.close();
        }
    }
}
