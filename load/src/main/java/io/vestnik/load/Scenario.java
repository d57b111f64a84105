package io.vestnik.load;

import java.time.Duration;

/// What the people of a run do.
public enum Scenario {
    /// Two and two talk in direct chats.
    DIRECT(100, 16, Duration.ofSeconds(20)),
    /// A tenth of one group writes, everybody in it listens.
    GROUP(100, 16, Duration.ofSeconds(20)),
    /// Everybody in one group writes, and everybody listens.
    HOT(64, 16, Duration.ofSeconds(20)),
    /// Everybody posts over HTTP into one of a few groups, each of which has one listener: the more people share a
    /// chat, the hotter it is, and nothing else changes.
    POST(64, 1, Duration.ofSeconds(20)),
    /// As direct, and each message is marked read as it comes.
    READ(100, 16, Duration.ofSeconds(20)),
    /// Connections that do nothing.
    IDLE(100, 1, Duration.ofSeconds(20)),
    /// One chat's history is paged at its beginning and at its end.
    HISTORY(2, 128, Duration.ofSeconds(20)),
    /// As direct, for long: does it stay as fast, and does memory stay?
    SOAK(100, 16, Duration.ofMinutes(10));

    private final int people;
    private final int window;
    private final Duration duration;

    Scenario(int people, int window, Duration duration) {
        this.people = people;
        this.window = window;
        this.duration = duration;
    }

    /// How many people unless told otherwise.
    public int people() {
        return people;
    }

    /// How many unacknowledged sends each writer keeps in flight unless told otherwise.
    public int window() {
        return window;
    }

    /// How long it is driven before it is measured, unless told otherwise: as long as it takes until what this scenario
    /// uses has been compiled.
    public Duration warmUp() {
        return switch (this) {
            case DIRECT, GROUP, HOT, POST, READ -> Duration.ofSeconds(8);
            case IDLE -> Duration.ZERO;
            case HISTORY, SOAK -> Duration.ofSeconds(20);
        };
    }

    /// How long unless told otherwise.
    public Duration duration() {
        return duration;
    }
}
