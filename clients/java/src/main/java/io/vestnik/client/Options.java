package io.vestnik.client;

import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/// The configuration of a {@link ResilientClient}.
///
/// @param pauseFirst the initial bound of the random pause before reconnecting; each failure doubles it
/// @param pauseMost the maximum of the bound of the random pause
/// @param pauseFlooded the minimum pause before reconnecting after close code 4503; the actual pause is up to one and a
///     half times as long
/// @param messagesMax the number of newest messages kept per chat
/// @param outboxMax the maximum number of unacknowledged messages in all chats
/// @param window the maximum number of unanswered sends per chat
/// @param patience how long after a ping the server may send nothing before the connection counts as dead
/// @param connected receives every new connection, so that a test can cut the connection or slow it down
/// @param clock decides when tokens are renewed; pauses do not use it
public record Options(
        Duration pauseFirst,
        Duration pauseMost,
        Duration pauseFlooded,
        int messagesMax,
        int outboxMax,
        int window,
        Duration patience,
        Consumer<RawSocket> connected,
        Clock clock) {

    public Options {
        if (window < 1 || window > Sender.REQUESTS_MAX) {
            throw new IllegalArgumentException("a window of " + window + ", it must be 1 to " + Sender.REQUESTS_MAX);
        }
    }

    /// Options for an interactive client: bounds of pauses from 0.25 s to 30 s, a pause of at least 30 s after close
    /// code 4503, 1,000 messages per chat, 10,000 unacknowledged messages, 64 unanswered sends per chat, and 10 s of
    /// silence after a ping before the connection counts as dead.
    public static Options usual() {
        return new Options(
                Duration.ofMillis(250),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                1_000,
                10_000,
                64,
                Duration.ofSeconds(10),
                socket -> {},
                Clock.systemUTC());
    }

    /// A copy with another bound of the first pause and another maximum of the bound.
    public Options pauses(Duration first, Duration most) {
        return new Options(first, most, pauseFlooded, messagesMax, outboxMax, window, patience, connected, clock);
    }

    /// A copy with another pause after close code 4503.
    public Options pauseFlooded(Duration pause) {
        return new Options(pauseFirst, pauseMost, pause, messagesMax, outboxMax, window, patience, connected, clock);
    }

    /// A copy that keeps another number of messages per chat.
    public Options holding(int messages) {
        return new Options(
                pauseFirst, pauseMost, pauseFlooded, messages, outboxMax, window, patience, connected, clock);
    }

    /// A copy with another maximum of unanswered sends per chat.
    public Options window(int sends) {
        return new Options(
                pauseFirst, pauseMost, pauseFlooded, messagesMax, outboxMax, sends, patience, connected, clock);
    }

    /// A copy that passes every new connection to a consumer.
    public Options showing(Consumer<RawSocket> to) {
        return new Options(pauseFirst, pauseMost, pauseFlooded, messagesMax, outboxMax, window, patience, to, clock);
    }
}
