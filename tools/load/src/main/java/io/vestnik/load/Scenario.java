package io.vestnik.load;

import java.time.Duration;

/// The actions of the users of a run.
public enum Scenario {
    /// Pairs of users talk in direct chats.
    DIRECT(100, 16, Duration.ofSeconds(20)),
    /// A tenth of one group writes, all members listen.
    GROUP(100, 16, Duration.ofSeconds(20)),
    /// All members of one group write and listen.
    HOT(64, 16, Duration.ofSeconds(20)),
    /// All users post over HTTP into one of a few groups, each with one listener: the more users share a chat, the more
    /// load it has, and nothing else changes.
    POST(64, 1, Duration.ofSeconds(20)),
    /// Like `DIRECT`, and each message is marked as read on arrival.
    READ(100, 16, Duration.ofSeconds(20)),
    /// Idle connections.
    IDLE(100, 1, Duration.ofSeconds(20)),
    /// One chat's history is read at its beginning and at its end.
    HISTORY(2, 128, Duration.ofSeconds(20)),
    /// Like `DIRECT`, for long: do speed and memory stay constant?
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

    /// The default of unacknowledged sends in flight per writer.
    public int window() {
        return window;
    }

    /// The default warm-up: as long as it takes to compile the code that this scenario uses.
    public Duration warmUp() {
        return switch (this) {
            case DIRECT, GROUP, HOT, POST, READ -> Duration.ofSeconds(8);
            case IDLE -> Duration.ZERO;
            case HISTORY, SOAK -> Duration.ofSeconds(20);
        };
    }

    /// The default duration.
    public Duration duration() {
        return duration;
    }
}
