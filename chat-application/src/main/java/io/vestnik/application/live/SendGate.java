package io.vestnik.application.live;

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
/// A retryable refusal closes the gate of its chat: further sends are refused alike, so that what was pipelined behind
/// the refused send does not overtake it. The gate opens when the refused key is repeated, or when nothing was sent to
/// the chat for the pause of the last refusal; each refusal by the gate therefore moves that time on. What lay unread
/// meanwhile must not pass for silence. So time opens the gate only once all is read that the client sent before it
/// received the refusal, and a little later, since a client goes on sending until it has looked at what it received;
/// and after a pause of the reading that time begins anew.
///
/// If several sends are refused, the key of the one sent first opens the gate, in whatever order they were answered.
///
/// Each refusal reserves a permit of the sender's limit, so that the repeat is served.
///
/// Guarded by the session's monitor.
final class SendGate implements AutoCloseable {
    /// Chats with a gate of their own; as many as there can be requests waiting on a connection. Beyond it all other
    /// chats share one gate, which only time opens.
    static final int CHATS_MAX = 256;

    /// For what a client sends between receiving a refusal and acting on it. Less than any pause: who waits that out
    /// comes later.
    private static final Duration REACTION_MAX = SendLimit.PAUSE_MIN.dividedBy(2);

    private static final long NANOS_PER_MILLI = Duration.ofMillis(1).toNanos();

    private final SendLimit.Reservations reservations;
    private final LongSupplier nanoTime;
    private final Map<ChatId, Closed> closed = new HashMap<>(0);
    private @Nullable Closed others;

    /// Whose refusal is to be followed by a fence.
    private @Nullable Closed unfenced;

    /// A closed gate.
    private static final class Closed {
        /// The key that opens it, and when that was sent; empty where only time does.
        Optional<MessageKey> key;
        long number;
        boolean unknown;
        /// The end of the longest pause that a refusal by the store or the limit asked for.
        long due;
        /// When it opens if nothing is sent to the chat.
        long until;
        /// Counts the refusals after which time may not open it before they reached the client.
        int refusals;
        /// How many of them are known to have reached the client.
        int reached;
        /// Whether a fence is on its way for one of them.
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

    /// The refusal of a send that may not pass; empty if it may.
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
            // This may be the first of its chat, with more of them on their way.
            unfenced = gate;
        }
        return Optional.of(refuse(gate, gate.unknown, chatId, now));
    }

    /// Takes note of the outcome of a send that passed. A retryable refusal closes the gate.
    ///
    /// @param number counts the sends of the connection
    /// @return the outcome to answer: a refusal with the pause after which the repeat is served
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

    /// To be called once the refusal that [#check] or [#note] returned was offered to the client.
    ///
    /// @param fence runs a task, under the session's monitor, once all is read that the client sent before it received
    ///     what was offered so far
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

    /// The connection was not read for a while: what comes next may have been sent during that time, so the time for
    /// which nothing was sent begins anew.
    void readingResumed() {
        long leastUntil = nanoTime.getAsLong() + SendLimit.PAUSE_MIN.toNanos();
        closed.values().forEach(gate -> gate.staysUntil(leastUntil));
        if (others != null) {
            others.staysUntil(leastUntil);
        }
    }

    /// The gate that is closed for a chat, or the one of all other chats if there may be none more.
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
        // Clients count milliseconds.
        long told = Math.ceilDiv(pause, NANOS_PER_MILLI) * NANOS_PER_MILLI;
        gate.until = gate == others ? Math.max(gate.until - now, told) + now : now + told;
        Duration retryAfter = Duration.ofNanos(told);
        return unknown ? new Outcome.Unknown(retryAfter) : new Outcome.TooFast(retryAfter);
    }

    /// Gives back what is reserved for repeats.
    @Override
    public void close() {
        reservations.close();
    }
}
