package io.vestnik.application.live;

import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Holds back a connection's sends to a chat after one of them was told to be repeated, so that what was pipelined
/// behind it does not overtake it. Guarded by the session's monitor.
final class SendGate {
    /// How soon to repeat what may or may not be stored: the store is likely to be back by then.
    static final Duration UNKNOWN_PAUSE = Duration.ofSeconds(1);

    private final InstantSource clock;
    private final Map<ChatId, Closed> closed = new HashMap<>();

    /// @param key what has to be repeated first
    private record Closed(MessageKey key, SendMessage.Outcome outcome, Instant until) {}

    SendGate(InstantSource clock) {
        this.clock = clock;
    }

    /// The answer to a send that may not pass; empty when it may. The key that was refused opens the gate.
    Optional<SendMessage.Outcome> check(SendMessage.Command command) {
        Closed gate = closed.get(command.chatId());
        if (gate == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        if (gate.key().equals(command.key()) || !now.isBefore(gate.until())) {
            closed.remove(command.chatId());
            return Optional.empty();
        }
        return Optional.of(
                switch (gate.outcome()) {
                    case SendMessage.Outcome.TooFast ignored ->
                        new SendMessage.Outcome.TooFast(Duration.between(now, gate.until()));
                    case SendMessage.Outcome.Unknown unknown -> unknown;
                    case SendMessage.Outcome.Sent sent -> sent;
                    case SendMessage.Outcome.Duplicate duplicate -> duplicate;
                    case SendMessage.Outcome.Refused refused -> refused;
                });
    }

    /// Takes note of an answer: one that asks to repeat closes the gate, unless an earlier one has.
    void note(SendMessage.Command command, SendMessage.Outcome outcome) {
        switch (outcome) {
            case SendMessage.Outcome.TooFast(Duration retryAfter) -> close(command, outcome, retryAfter);
            case SendMessage.Outcome.Unknown() -> close(command, outcome, UNKNOWN_PAUSE);
            case SendMessage.Outcome.Sent ignored -> {}
            case SendMessage.Outcome.Duplicate ignored -> {}
            case SendMessage.Outcome.Refused ignored -> {}
        }
    }

    private void close(SendMessage.Command command, SendMessage.Outcome outcome, Duration pause) {
        Instant now = clock.instant();
        closed.values().removeIf(gate -> !now.isBefore(gate.until()));
        closed.putIfAbsent(command.chatId(), new Closed(command.key(), outcome, now.plus(pause)));
    }
}
