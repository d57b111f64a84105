package io.vestnik.faults.run.client;

import io.vestnik.faults.run.history.SentText;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/// Decides what one client does, from a seed. Used by the thread of the client only.
final class Workload {
    private static final int PERCENT = 100;

    /// The length of most texts. One in fifty is long, so that frames exceed one packet.
    private static final int PADDING_MAX = 160;

    private static final int LONG_PADDING_MAX = 3_500;
    private static final int ONE_IN_LONG = 50;

    private final int client;
    private final double pauseSecondsMean;
    private final SplittableRandom random;
    private long number;

    /// What a client does next.
    enum Action {
        /// Sends a message.
        SEND,
        /// Marks the newest message as read.
        READ,
        /// Edits one of its own messages.
        EDIT,
        /// Deletes one of its own messages.
        DELETE,
        /// Reads the newest messages over HTTP.
        LOOK,
        /// Removes or adds the guest of a group.
        GUEST,
        /// Changes the title of a group.
        TITLE
    }

    /// A message to send.
    ///
    /// @param number its number among the messages of the client
    record Outgoing(long number, String text) {}

    /// @param actionsPerSecond how often the client acts on average
    Workload(int client, long seed, double actionsPerSecond) {
        this.client = client;
        this.pauseSecondsMean = 1 / actionsPerSecond;
        this.random = new SplittableRandom(seed * 31 + client);
    }

    /// The pause before the next action, exponentially distributed.
    Duration pause() {
        double seconds = -Math.log(1 - random.nextDouble()) * pauseSecondsMean;
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    Action action() {
        int of = random.nextInt(PERCENT);
        if (of < 68) {
            return Action.SEND;
        } else if (of < 84) {
            return Action.READ;
        } else if (of < 90) {
            return Action.EDIT;
        } else if (of < 92) {
            return Action.DELETE;
        } else if (of < 97) {
            return Action.LOOK;
        }
        return of < 99 ? Action.GUEST : Action.TITLE;
    }

    Room room(List<Room> rooms) {
        return rooms.get(random.nextInt(rooms.size()));
    }

    /// The next message of the client.
    Outgoing next() {
        number++;
        int max = random.nextInt(ONE_IN_LONG) == 0 ? LONG_PADDING_MAX : PADDING_MAX;
        return new Outgoing(number, new SentText(client, number).with(" " + "x".repeat(random.nextInt(max))));
    }

    /// Another text of a message, which still identifies the message.
    String editedText(SentText origin) {
        return origin.with(" edited " + random.nextInt(PERCENT));
    }

    /// Whether an event with this probability happens.
    boolean happens(double probability) {
        return random.nextDouble() < probability;
    }
}
