package io.vestnik.client;

import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/// How a {@link ResilientClient} behaves.
///
/// @param pauseFirst the bound of the first pause before reconnecting; jittered, doubling
/// @param pauseMost where doubling ends
/// @param messagesMax how many of the newest messages of a chat are held
/// @param outboxMax how many messages may wait to be acknowledged
/// @param patience how long after a silence of `pingSeconds` a ping may stay unanswered
/// @param connected is given every new connection, to cut it or make it slow in a test
public record Options(
        Duration pauseFirst,
        Duration pauseMost,
        int messagesMax,
        int outboxMax,
        Duration patience,
        Consumer<RawSocket> connected,
        Clock clock) {

    /// What suits a person's client: 0.25 s to 30 s between tries, 1,000 messages a chat, 10,000 in the outbox.
    public static Options usual() {
        return new Options(
                Duration.ofMillis(250),
                Duration.ofSeconds(30),
                1_000,
                10_000,
                Duration.ofSeconds(10),
                socket -> {},
                Clock.systemUTC());
    }

    /// With other pauses between tries.
    public Options pauses(Duration first, Duration most) {
        return new Options(first, most, messagesMax, outboxMax, patience, connected, clock);
    }

    /// Holding more or fewer messages of a chat.
    public Options holding(int messages) {
        return new Options(pauseFirst, pauseMost, messages, outboxMax, patience, connected, clock);
    }

    /// Showing every new connection to somebody.
    public Options showing(Consumer<RawSocket> to) {
        return new Options(pauseFirst, pauseMost, messagesMax, outboxMax, patience, to, clock);
    }
}
