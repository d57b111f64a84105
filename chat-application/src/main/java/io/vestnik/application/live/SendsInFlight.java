package io.vestnik.application.live;

import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Attempt;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The unanswered sends of a connection, by attempt. Guarded by the session's monitor.
///
/// The answer for a message stored by an attempt is sent when the feed delivers its event, so it stands at the event's
/// place in the order. The store publishes the event and completes the send on its own threads, so either may come
/// first.
final class SendsInFlight {
    /// The event of a stored message follows its commit at once; after this time without delivery it is looked for.
    static final Duration OVERDUE_AFTER = Duration.ofSeconds(1);

    private final Map<Attempt, InFlight> byAttempt = new HashMap<>(0);
    /// The sends whose message is stored and whose event was not delivered yet.
    private final Map<Place, InFlight> stored = new HashMap<>(0);
    /// The number of sends so far.
    private long count;

    private record Place(ChatId chatId, MessageId id) {}

    /// One attempt to send.
    static final class InFlight {
        final SendMessage.Command command;
        final Consumer<SendMessage.Outcome> answer;
        final Attempt attempt = new Attempt();
        /// The number of this send on its connection, in the order of the calls.
        final long number;
        /// Complete when the store has answered the send and the session has processed the answer.
        final CompletableFuture<@Nullable Void> decided = new CompletableFuture<>();

        private @Nullable Stored stored;

        private InFlight(SendMessage.Command command, Consumer<SendMessage.Outcome> answer, long number) {
            this.command = command;
            this.answer = answer;
            this.number = number;
        }

        /// The message that this attempt stored.
        Message message() {
            Stored known = stored;
            if (known == null) {
                throw new IllegalStateException("not stored");
            }
            return known.message();
        }
    }

    /// The stored message, and when the store reported it, in nanoseconds of the monotonic clock.
    private record Stored(Message message, long atNanos) {}

    InFlight add(SendMessage.Command command, Consumer<SendMessage.Outcome> answer) {
        InFlight send = new InFlight(command, answer, count++);
        byAttempt.put(send.attempt, send);
        return send;
    }

    /// Takes the send of this attempt, if this connection made it.
    Optional<InFlight> take(Attempt attempt) {
        return Optional.ofNullable(byAttempt.get(attempt)).filter(this::remove);
    }

    /// Takes the send known to have stored this message. For a message read back from the log, without its attempt.
    Optional<InFlight> takeStored(ChatId chatId, MessageId id) {
        return Optional.ofNullable(stored.get(new Place(chatId, id))).filter(this::remove);
    }

    /// Takes the sends known to have stored a message of a chat up to a version, in order.
    List<InFlight> takeStoredUpTo(ChatId chatId, ChatVersion version) {
        if (stored.isEmpty()) {
            return List.of();
        }
        List<InFlight> taken = stored.values().stream()
                .filter(send -> send.command.chatId().equals(chatId))
                .filter(send -> !send.message().version().isAfter(version))
                .sorted(Comparator.comparing(send -> send.message().version()))
                .toList();
        taken.forEach(this::remove);
        return taken;
    }

    /// Records that this attempt stored a message: the send waits for the feed, unless it was answered.
    void stored(InFlight send, Message message, long nowNanos) {
        if (byAttempt.containsKey(send.attempt)) {
            send.stored = new Stored(message, nowNanos);
            stored.put(new Place(message.chatId(), message.id()), send);
        }
    }

    /// Removes a send.
    ///
    /// @return whether it was still unanswered
    boolean remove(InFlight send) {
        if (!byAttempt.remove(send.attempt, send)) {
            return false;
        }
        if (send.stored != null) {
            stored.remove(new Place(send.command.chatId(), send.stored.message().id()));
        }
        return true;
    }

    /// The sends that were stored [#OVERDUE_AFTER] ago or earlier and whose event is overdue.
    List<InFlight> overdue(long nowNanos) {
        if (stored.isEmpty()) {
            return List.of();
        }
        return stored.values().stream()
                .filter(send -> send.stored != null && nowNanos - send.stored.atNanos() >= OVERDUE_AFTER.toNanos())
                .toList();
    }

    /// The sends to a chat that the store has not answered.
    List<CompletableFuture<@Nullable Void>> undecided(ChatId chatId) {
        return byAttempt.values().stream()
                .filter(send -> send.command.chatId().equals(chatId) && !send.decided.isDone())
                .map(send -> send.decided)
                .toList();
    }

    boolean isEmpty() {
        return byAttempt.isEmpty();
    }
}
