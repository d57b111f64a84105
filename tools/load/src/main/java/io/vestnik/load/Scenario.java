package io.vestnik.load;

import java.time.Duration;

/// What the users of a run do.
public enum Scenario {
    /// Pairs of users write to each other in direct chats.
    DIRECT(100, 16, Duration.ofSeconds(20), "pairs of users write to each other in direct chats"),
    /// A tenth of the members of one group write, and all members receive.
    GROUP(100, 16, Duration.ofSeconds(20), "a tenth of the members of one group write, all receive"),
    /// All members of one group write and receive.
    HOT(64, 16, Duration.ofSeconds(20), "all members of one group write and receive"),
    /// All users send messages over HTTP to a few groups, each of which has one connected member. With fewer groups,
    /// each group has more load, and nothing else changes.
    POST(64, 1, Duration.ofSeconds(20), "users send over HTTP to --chats groups with one listener each"),
    /// As `DIRECT`; each message is also marked as read on arrival.
    READ(100, 16, Duration.ofSeconds(20), "as direct, and each message is marked as read on arrival"),
    /// Connections that send nothing.
    IDLE(100, 1, Duration.ofSeconds(20), "connections that send nothing"),
    /// The history of one chat is read at its beginning and at its end.
    HISTORY(2, 128, Duration.ofSeconds(20), "readers page a chat of --depth messages at both ends"),
    /// As `DIRECT`, for ten minutes, to show whether speed and memory stay constant.
    SOAK(100, 16, Duration.ofMinutes(10), "as direct, to show whether speed and memory stay constant");

    private final int people;
    private final int window;
    private final Duration duration;
    private final String meaning;

    Scenario(int people, int window, Duration duration, String meaning) {
        this.people = people;
        this.window = window;
        this.duration = duration;
        this.meaning = meaning;
    }

    /// What the users do, for the help of the command: the beginning of a sentence, without a full stop.
    public String meaning() {
        return meaning;
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
