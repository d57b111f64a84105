package io.vestnik.load;

import java.time.Duration;

/// The plan of one run of the load tool.
///
/// @param people the number of users, who register for the run
/// @param window the maximum number of unacknowledged sends per writer. In an open loop, a send that is due beyond this
///     number counts as not sent
/// @param rate the rate of all writers together in messages per second, in an open loop, which does not wait for
///     answers; 0 = a closed loop
/// @param warmUp the time before the measurement, with load and checks
/// @param duration the time of the measurement
/// @param textBytes the length of a message's text, in ASCII characters
/// @param connections the number of connections of the idle scenario, or of readers in the history scenario
/// @param depth the number of messages in the chat of the history scenario
/// @param chats the number of chats of the scenario [Scenario#POST]
/// @param writers the number of users who write in the scenarios with WebSockets; 0 = the scenario's default
/// @param drain the maximum time to wait for outstanding events after the last send
/// @param historyMessagesMax the maximum number of messages that are compared with the history at the end, divided
///     among the chats; the newest messages of each chat are compared
public record LoadPlan(
        Scenario scenario,
        int people,
        int window,
        int rate,
        Duration warmUp,
        Duration duration,
        int textBytes,
        int connections,
        int depth,
        int chats,
        int writers,
        Duration drain,
        int historyMessagesMax) {

    /// The minimum length of a text, which contains the sender, the number and the due time of the message.
    public static final int TEXT_BYTES_MIN = 48;

    /// The maximum length of a text, in bytes. The protocol bounds the code points of a text; in an ASCII text each
    /// code point is one byte.
    public static final int TEXT_BYTES_MAX = 4_096;

    /// The default length of a text, in bytes: a usual chat message with its protocol fields.
    public static final int TEXT_BYTES = 120;

    /// The default number of connections of the idle scenario.
    public static final int IDLE_CONNECTIONS = 5_000;

    /// The default number of readers of the history scenario.
    public static final int READERS = 8;

    /// The default number of messages of the history scenario. The messages are written before the measurement,
    /// which takes some seconds.
    public static final int DEPTH = 100_000;

    /// The default number of chats of the scenario [Scenario#POST].
    public static final int CHATS = 1;

    private static final int PEOPLE_MAX = 100_000;
    private static final int WINDOW_MAX = 65_536;

    /// The default window of an open loop, so large that it is reached only if the server cannot keep up.
    private static final int OPEN_WINDOW = 4_096;

    public LoadPlan {
        between("people", people, 1, PEOPLE_MAX);
        between("window", window, 1, WINDOW_MAX);
        between("rate", rate, 0, Integer.MAX_VALUE);
        between("text", textBytes, TEXT_BYTES_MIN, TEXT_BYTES_MAX);
        between("connections", connections, 1, PEOPLE_MAX);
        between("depth", depth, 1, Integer.MAX_VALUE);
        between("chats", chats, 1, people);
        between("writers", writers, 0, people);
        between("checked messages", historyMessagesMax, 0, Integer.MAX_VALUE);
        if (duration.isNegative() || duration.isZero() || warmUp.isNegative() || drain.isNegative()) {
            throw new IllegalArgumentException("a run needs a duration: duration " + duration + ", warm-up " + warmUp);
        }
        if (scenario == Scenario.DIRECT || scenario == Scenario.READ || scenario == Scenario.SOAK) {
            between("people", people, 2, PEOPLE_MAX);
        }
    }

    /// The plan of a scenario with default values: a closed loop, and texts of [#TEXT_BYTES].
    public static LoadPlan of(Scenario scenario) {
        boolean idle = scenario == Scenario.IDLE;
        return new LoadPlan(
                scenario,
                scenario.people(),
                scenario.window(),
                0,
                scenario.warmUp(),
                scenario.duration(),
                TEXT_BYTES,
                idle ? IDLE_CONNECTIONS : READERS,
                DEPTH,
                CHATS,
                0,
                Duration.ofSeconds(15),
                500_000);
    }

    public LoadPlan withPeople(int value) {
        return new LoadPlan(
                scenario,
                value,
                window,
                rate,
                warmUp,
                duration,
                textBytes,
                connections,
                depth,
                chats,
                writers,
                drain,
                historyMessagesMax);
    }

    public LoadPlan withWindow(int value) {
        return new LoadPlan(
                scenario,
                people,
                value,
                rate,
                warmUp,
                duration,
                textBytes,
                connections,
                depth,
                chats,
                writers,
                drain,
                historyMessagesMax);
    }

    /// A copy with an open loop at this rate and with a window that is rarely reached. With the rate 0, a copy with a
    /// closed loop.
    public LoadPlan withRate(int value) {
        return new LoadPlan(
                scenario,
                people,
                value == 0 ? window : OPEN_WINDOW,
                value,
                warmUp,
                duration,
                textBytes,
                connections,
                depth,
                chats,
                writers,
                drain,
                historyMessagesMax);
    }

    public LoadPlan withWarmUp(Duration value) {
        return new LoadPlan(
                scenario,
                people,
                window,
                rate,
                value,
                duration,
                textBytes,
                connections,
                depth,
                chats,
                writers,
                drain,
                historyMessagesMax);
    }

    public LoadPlan withDuration(Duration value) {
        return new LoadPlan(
                scenario,
                people,
                window,
                rate,
                warmUp,
                value,
                textBytes,
                connections,
                depth,
                chats,
                writers,
                drain,
                historyMessagesMax);
    }

    public LoadPlan withTextBytes(int value) {
        return new LoadPlan(
                scenario,
                people,
                window,
                rate,
                warmUp,
                duration,
                value,
                connections,
                depth,
                chats,
                writers,
                drain,
                historyMessagesMax);
    }

    public LoadPlan withConnections(int value) {
        return new LoadPlan(
                scenario,
                people,
                window,
                rate,
                warmUp,
                duration,
                textBytes,
                value,
                depth,
                chats,
                writers,
                drain,
                historyMessagesMax);
    }

    public LoadPlan withDepth(int value) {
        return new LoadPlan(
                scenario,
                people,
                window,
                rate,
                warmUp,
                duration,
                textBytes,
                connections,
                value,
                chats,
                writers,
                drain,
                historyMessagesMax);
    }

    public LoadPlan withChats(int value) {
        return new LoadPlan(
                scenario,
                people,
                window,
                rate,
                warmUp,
                duration,
                textBytes,
                connections,
                depth,
                value,
                writers,
                drain,
                historyMessagesMax);
    }

    public LoadPlan withWriters(int value) {
        return new LoadPlan(
                scenario,
                people,
                window,
                rate,
                warmUp,
                duration,
                textBytes,
                connections,
                depth,
                chats,
                value,
                drain,
                historyMessagesMax);
    }

    public LoadPlan withDrain(Duration value) {
        return new LoadPlan(
                scenario,
                people,
                window,
                rate,
                warmUp,
                duration,
                textBytes,
                connections,
                depth,
                chats,
                writers,
                value,
                historyMessagesMax);
    }

    private static void between(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " is " + value + ", it must be " + least + " to " + most);
        }
    }
}
