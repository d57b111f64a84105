package io.vestnik.load;

import java.time.Duration;

/// What the users of a run do.
public enum Scenario {
    /// Pairs of users write to each other in direct chats.
    DIRECT(100, 16, Duration.ofSeconds(20)),
    /// A tenth of the members of one group write, and all members receive.
    GROUP(100, 16, Duration.ofSeconds(20)),
    /// All members of one group write and receive.
    HOT(64, 16, Duration.ofSeconds(20)),
    /// All users send messages over HTTP to a few groups, each of which has one connected member. With fewer groups,
    /// each group has more load, and nothing else changes.
    POST(64, 1, Duration.ofSeconds(20)),
    /// As `DIRECT`; each message is also marked as read on arrival.
    READ(100, 16, Duration.ofSeconds(20)),
    /// Connections that send nothing.
    IDLE(100, 1, Duration.ofSeconds(20)),
    /// The history of one chat is read at its beginning and at its end.
    HISTORY(2, 128, Duration.ofSeconds(20)),
    /// As `DIRECT`, for ten minutes, to show whether speed and memory stay constant.
    SOAK(100, 16, Duration.ofMinutes(10));

    private final int people;
    private final int window;
    private final Duration duration;

    Scenario(int people, int window, Duration duration) {
        this.people = people;
        this.window = window;
        this.duration = duration;
    }

    /// The default number of users.
    public int people() {
        return people;
    }

    /// The default maximum of unacknowledged sends per writer.
    public int window() {
        return window;
    }

    /// The default time of the warm-up. It is long enough to compile the code that the scenario uses, and zero for
    /// [#IDLE].
    public Duration warmUp() {
        return switch (this) {
            case DIRECT, GROUP, HOT, POST, READ -> Duration.ofSeconds(8);
            case IDLE -> Duration.ZERO;
            case HISTORY, SOAK -> Duration.ofSeconds(20);
        };
    }

    /// The default time of the measurement.
    public Duration duration() {
        return duration;
    }
}
