package io.vestnik.load;

import java.time.Duration;

/// One run of the load tool.
///
/// @param people who register for the run
/// @param window unacknowledged sends that each writer keeps in flight in a closed loop, and may have in an open one:
///     what is due beyond that is counted as not written
/// @param rate messages a second over all writers in an open loop, whatever the answers; 0 = closed loop
/// @param warmUp driven, and checked, but not measured
/// @param duration measured
/// @param textBytes of a message, in ASCII
/// @param connections of the idle scenario, and of the readers of the history scenario
/// @param depth messages of the history scenario's chat
/// @param chats of the posting scenario
/// @param writers how many of the people write in the scenarios with WebSockets, the first of them; 0 = as many as the
///     scenario has
/// @param drain how long to wait for what is on its way when the sending is over
/// @param historyMessagesMax how many messages are compared with the history at the end, the newest of each chat
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

    /// The smallest text that holds who sent it, which number it has and when it was due.
    public static final int TEXT_BYTES_MIN = 48;

    /// The contract's longest text.
    public static final int TEXT_BYTES_MAX = 4_096;

    private static final int PEOPLE_MAX = 100_000;
    private static final int WINDOW_MAX = 65_536;

    /// In an open loop: more than anybody leaves unanswered, so that it is met only where a server cannot keep up.
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
            throw new IllegalArgumentException("a run takes time: duration " + duration + ", warm-up " + warmUp);
        }
        if (scenario == Scenario.DIRECT || scenario == Scenario.READ || scenario == Scenario.SOAK) {
            between("people", people, 2, PEOPLE_MAX);
        }
    }

    /// A scenario as it is usually run: texts of 120 bytes, a closed loop.
    public static LoadPlan of(Scenario scenario) {
        boolean idle = scenario == Scenario.IDLE;
        return new LoadPlan(
                scenario,
                scenario.people(),
                scenario.window(),
                0,
                scenario.warmUp(),
                scenario.duration(),
                120,
                idle ? 5_000 : 8,
                1_000_000,
                1,
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

    /// An open loop, with a window that is rarely met until another is given.
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
