package io.vestnik.simulation.planted;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// A part of the production code in which bugs are planted.
enum Area {
    /// The queues of the writers, and the chats that are set aside.
    QUEUE,
    /// The decisions of a batch, and its parts after a failure.
    BATCH,
    /// What follows a commit whose outcome is unknown.
    UNKNOWN_OUTCOME,
    /// The order in which a feed delivers the events of a chat.
    FEED_ORDER,
    /// The beginning and the end of a subscription to a feed.
    SUBSCRIPTION,
    /// The replay of missed changes, and its transition to live events.
    RESUME,
    /// The gate that keeps the order of sends after a refusal.
    SEND_GATE,
    /// The answer to the attempt that stored a message.
    FIRST_ANSWER,
    /// Read marks and read floors.
    MARKS,
    /// The end of devices.
    DEVICES;

    /// The name in the header of a patch.
    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static Optional<Area> of(String title) {
        return Arrays.stream(values())
                .filter(area -> area.title().equals(title))
                .findFirst();
    }
}
