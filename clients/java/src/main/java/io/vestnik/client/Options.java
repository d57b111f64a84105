package io.vestnik.client;

import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/// The configuration of a {@link ResilientClient}.
///
/// @param pauseFirst the bound of the first pause before reconnecting; jittered, doubling
/// @param pauseMost the maximum of that bound
/// @param pauseFlooded the pause before reconnecting after 4503; at least this, at most one and a half times this
/// @param messagesMax the number of newest messages kept per chat
/// @param outboxMax the maximum number of unacknowledged messages
/// @param window the maximum number of unacknowledged sends in flight per chat
/// @param patience how long a ping after a silence of `pingSeconds` may stay unanswered
/// @param connected receives every new connection, so that tests can cut or slow it
/// @param clock for the expiry of tokens; pauses do not use it
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

    /// For an interactive client: pauses of 0.25 s to 30 s, 30 s after flooding, 1,000 messages per chat, 10,000 in the
    /// outbox, 64 sends per chat in flight.
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

    /// With other pauses between attempts.
    public Options pauses(Duration first, Duration most) {
        return new Options(first, most, pauseFlooded, messagesMax, outboxMax, window, patience, connected, clock);
    }

    /// With another pause after 4503.
    public Options pauseFlooded(Duration pause) {
        return new Options(pauseFirst, pauseMost, pause, messagesMax, outboxMax, window, patience, connected, clock);
    }

    /// With another number of messages per chat.
    public Options holding(int messages) {
        return new Options(
                pauseFirst, pauseMost, pauseFlooded, messages, outboxMax, window, patience, connected, clock);
    }

    /// With another number of sends per chat in flight.
    public Options window(int sends) {
        return new Options(
                pauseFirst, pauseMost, pauseFlooded, messagesMax, outboxMax, sends, patience, connected, clock);
    }

    /// With a consumer of every new connection.
    public Options showing(Consumer<RawSocket> to) {
        return new Options(pauseFirst, pauseMost, pauseFlooded, messagesMax, outboxMax, window, patience, to, clock);
    }
}
