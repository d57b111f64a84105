package io.vestnik.client;

import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/// How a {@link ResilientClient} behaves.
///
/// @param pauseFirst the bound of the first pause before reconnecting; jittered, doubling
/// @param pauseMost where doubling ends
/// @param pauseFlooded before reconnecting after 4503; at least this, at most one and a half times this
/// @param messagesMax how many of the newest messages of a chat are held
/// @param outboxMax how many messages may wait to be acknowledged
/// @param window how far ahead of the acknowledgements the sends of one chat may run
/// @param patience how long after a silence of `pingSeconds` a ping may stay unanswered
/// @param connected is given every new connection, to cut it or make it slow in a test
/// @param clock for the expiry of tokens; pauses are measured without it
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

    /// What suits a person's client: 0.25 s to 30 s between tries, 30 s after flooding, 1,000 messages a chat, 10,000
    /// in the outbox, 64 sends of a chat in flight.
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

    /// With other pauses between tries.
    public Options pauses(Duration first, Duration most) {
        return new Options(first, most, pauseFlooded, messagesMax, outboxMax, window, patience, connected, clock);
    }

    /// With another pause after 4503.
    public Options pauseFlooded(Duration pause) {
        return new Options(pauseFirst, pauseMost, pause, messagesMax, outboxMax, window, patience, connected, clock);
    }

    /// Holding more or fewer messages of a chat.
    public Options holding(int messages) {
        return new Options(
                pauseFirst, pauseMost, pauseFlooded, messages, outboxMax, window, patience, connected, clock);
    }

    /// With more or fewer sends of a chat in flight.
    public Options window(int sends) {
        return new Options(
                pauseFirst, pauseMost, pauseFlooded, messagesMax, outboxMax, sends, patience, connected, clock);
    }

    /// Giving every new connection to a consumer.
    public Options showing(Consumer<RawSocket> to) {
        return new Options(pauseFirst, pauseMost, pauseFlooded, messagesMax, outboxMax, window, patience, to, clock);
    }
}
