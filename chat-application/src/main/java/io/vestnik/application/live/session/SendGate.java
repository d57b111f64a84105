package io.vestnik.application.live.session;

import io.vestnik.application.SendLimit;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.application.messaging.SendMessage.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Keeps the order of one connection's sends to a chat when some of them are refused and repeated (law L9).
///
/// A retryable refusal closes the gate of its chat. Further sends are refused too, so that sends pipelined behind the
/// refused send do not overtake it. The gate opens when the refused key is repeated. It also opens when nothing was
/// sent to the chat for the pause of the last refusal. So each refusal by the gate extends the time for which the gate
/// is closed.
///
/// The time without sends must not include time in which frames of the client wait unread. So the gate opens by time
/// only after the server has read everything that the client sent before the client received the refusal. From then on
/// [#REACTION_MAX] must pass as well, because a client keeps sending until it has processed the refusal. After a pause
/// in reading, the gate does not open by time for [SendLimit#PAUSE_MIN].
///
/// If several sends are refused, the gate opens for the key of the send that came first, whatever the order of the
/// answers.
///
/// A refusal reserves a permit for the chat, or keeps the reserved one, within the bounds of [SendLimit]. So the limit
/// does not refuse the repeat.
///
/// Guarded by the monitor of [ConnectionSends].
final class SendGate implements AutoCloseable {
    /// The maximum number of chats with their own gate, equal to the maximum number of unanswered requests of a
    /// connection. All other chats share one gate, which only time opens.
    static final int CHATS_MAX = 256;

    /// The assumed maximum time for which a client still sends after it has received a refusal, because its program has
    /// not processed the refusal yet. It is shorter than any pause, so a client that waits until the pause is over
    /// sends only after this time.
    private static final Duration REACTION_MAX = SendLimit.PAUSE_MIN.dividedBy(2);

    private static final long NANOS_PER_MILLI = Duration.ofMillis(1).toNanos();

    private final SendLimit.Reservations reservations;
    private final LongSupplier nanoTime;
    private final Map<ChatId, Closed> closed = new HashMap<>(0);
    private @Nullable Closed others;

    /// The gate whose newest refusal must be followed by a fence; null if no gate needs a fence.
    private @Nullable Closed unfenced;

    /// A closed gate.
    private static final class Closed {
        /// The key that opens the gate; empty if only time opens it.
        Optional<MessageKey> key;
        /// The position of the send with `key` among the sends of the connection.
        long number;
        boolean unknown;
        /// The end of the longest pause that a refusal by the store or the limit requested.
        long due;
        /// The earliest time at which the gate opens if nothing is sent to the chat.
        long until;
        /// The number of refusals that need a fence (a ping whose pong proves that the client has received them). Time
        /// does not open the gate before the client has received all of these refusals.
        int refusals;
        /// The number of refusals with a fence that the client is known to have received.
        int reached;
        /// Whether a fence for a refusal by this gate is under way.
        boolean fenced;

        Closed(Optional<MessageKey> key, long number, boolean unknown, long now) {
            this.key = key;
            this.number = number;
            this.unknown = unknown;
            this.due = now;
            this.until = now;
        }

        void staysUntil(long least) {
            if (least - until > 0) {
                until = least;
            }
        }

        boolean openedBy(MessageKey sent, long now) {
            return openedByTime(now) || key.filter(sent::equals).isPresent();
        }

        boolean openedByTime(long now) {
            return reached == refusals && now - until >= 0;
        }
    }

    /// @param nanoTime a monotonic clock
    SendGate(SendLimit.Reservations reservations, LongSupplier nanoTime) {
        this.reservations = reservations;
        this.nanoTime = nanoTime;
    }

    /// Returns the refusal of a send that must not pass; empty if the send may pass.
    Optional<Outcome> check(SendMessage.Command command) {
        ChatId chatId = command.chatId();
        long now = nanoTime.getAsLong();
        Closed gate = closed.get(chatId);
        if (gate != null && gate.openedBy(command.key(), now)) {
            closed.remove(chatId);
            return Optional.empty();
        }
        if (gate == null) {
            gate = others;
            if (gate == null || gate.openedBy(command.key(), now)) {
                others = null;
                return Optional.empty();
            }
        }
        if (gate == others) {
            // This may be the first refused send to its chat, and more sends to the chat may be under way. So time does
            // not open the gate before the client has received this refusal.
            unfenced = gate;
        }
        return Optional.of(refuse(gate, gate.unknown, chatId, now));
    }

    /// Records the outcome of a send that passed. A retryable refusal closes the gate.
    ///
    /// @param number the position of the send among the sends of the connection
    /// @return the outcome to answer; a retryable refusal has the pause after which the repeat is served
    Outcome note(long number, SendMessage.Command command, Outcome outcome) {
        return switch (outcome) {
            case Outcome.TooFast(Duration pause) -> close(number, command, false, pause);
            case Outcome.Unknown(Duration pause) -> close(number, command, true, pause);
            case Outcome.Sent sent -> sent;
            case Outcome.Duplicate duplicate -> duplicate;
            case Outcome.Refused refused -> refused;
        };
    }

    private Outcome close(long number, SendMessage.Command command, boolean unknown, Duration pause) {
        ChatId chatId = command.chatId();
        long now = nanoTime.getAsLong();
        Closed gate = gateOf(chatId, now);
        if (gate == null) {
            gate = new Closed(Optional.of(command.key()), number, unknown, now);
            closed.put(chatId, gate);
            unfenced = gate;
        } else if (gate == others) {
            unfenced = gate;
        } else if (number < gate.number) {
            gate.key = Optional.of(command.key());
            gate.number = number;
            gate.unknown = unknown;
        }
        gate.due = Math.max(gate.due - now, pause.toNanos()) + now;
        return refuse(gate, unknown, chatId, now);
    }

    /// Puts a fence behind a refusal if its gate needs one. Called after the refusal returned by [#check] or [#note]
    /// was offered to the client.
    ///
    /// @param fence runs a task, under the monitor of [ConnectionSends], once the server has read everything that the
    ///     client sent before the client received the frames offered so far
    void fence(Consumer<Runnable> fence) {
        Closed gate = unfenced;
        unfenced = null;
        if (gate != null) {
            gate.refusals++;
            if (!gate.fenced) {
                fence(gate, fence);
            }
        }
    }

    private void fence(Closed gate, Consumer<Runnable> fence) {
        int refusals = gate.refusals;
        gate.fenced = true;
        fence.accept(() -> {
            gate.fenced = false;
            gate.reached = refusals;
            gate.staysUntil(nanoTime.getAsLong() + REACTION_MAX.toNanos());
            if (gate.refusals > refusals) {
                fence(gate, fence);
            }
        });
    }

    /// Reports that the connection was not read for a while. The next frames may have been sent during that time, so
    /// every gate stays closed for at least [SendLimit#PAUSE_MIN] from now on, or until the refused key is repeated.
    void readingResumed() {
        long leastUntil = nanoTime.getAsLong() + SendLimit.PAUSE_MIN.toNanos();
        closed.values().forEach(gate -> gate.staysUntil(leastUntil));
        if (others != null) {
            others.staysUntil(leastUntil);
        }
    }

    /// The closed gate of a chat; null if there is none. If there is no room for another gate, returns the shared gate.
    private @Nullable Closed gateOf(ChatId chatId, long now) {
        Closed gate = closed.get(chatId);
        if (gate == null && closed.size() >= CHATS_MAX) {
            closed.values().removeIf(each -> each.openedByTime(now));
            if (closed.size() >= CHATS_MAX) {
                if (others == null) {
                    others = new Closed(Optional.empty(), 0, false, now);
                }
                return others;
            }
        }
        return gate;
    }

    private Outcome refuse(Closed gate, boolean unknown, ChatId chatId, long now) {
        long least = Math.max(SendLimit.PAUSE_MIN.toNanos(), gate.due - now);
        long pause = reservations.reserve(chatId, Duration.ofNanos(least)).toNanos();
        // Rounded up, because clients count whole milliseconds.
        long announced = Math.ceilDiv(pause, NANOS_PER_MILLI) * NANOS_PER_MILLI;
        gate.until = gate == others ? Math.max(gate.until - now, announced) + now : now + announced;
        Duration retryAfter = Duration.ofNanos(announced);
        return unknown ? new Outcome.Unknown(retryAfter) : new Outcome.TooFast(retryAfter);
    }

    /// Releases the permits that are reserved for repeats.
    @Override
    public void close() {
        reservations.close();
    }
}
