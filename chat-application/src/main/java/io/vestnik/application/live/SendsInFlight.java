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

/// The sends of a connection that are not answered yet, by attempt. Guarded by the session's monitor.
///
/// A message that an attempt stored is answered when the feed delivers its event, so that the answer stands at the
/// event's place in the order. The store publishes the event and completes the send on its own threads, so either may
/// come first.
final class SendsInFlight {
    /// The event of a stored message follows its commit at once; one that was not delivered by then is looked for.
    static final Duration OVERDUE_AFTER = Duration.ofSeconds(1);

    private final Map<Attempt, InFlight> byAttempt = new HashMap<>(0);
    /// Those whose message is stored and whose event was not delivered yet.
    private final Map<Place, InFlight> stored = new HashMap<>(0);
    /// How many sends there were.
    private long count;

    private record Place(ChatId chatId, MessageId id) {}

    /// One attempt to send.
    static final class InFlight {
        final SendMessage.Command command;
        final Consumer<SendMessage.Outcome> answer;
        final Attempt attempt = new Attempt();
        /// Counts the sends of the connection in the order in which they came.
        final long number;
        /// Done when the store has decided it and the session has taken note.
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

    /// The message that the store has stored, and when it was known, on the monotonic clock.
    private record Stored(Message message, long atNanos) {}

    InFlight add(SendMessage.Command command, Consumer<SendMessage.Outcome> answer) {
        InFlight send = new InFlight(command, answer, count++);
        byAttempt.put(send.attempt, send);
        return send;
    }

    /// Takes the send that made a new message, if this connection sent it.
    Optional<InFlight> take(Attempt attempt) {
        return Optional.ofNullable(byAttempt.get(attempt)).filter(this::remove);
    }

    /// Takes the send that is known to have stored this message. For a message that was read back from the log, without
    /// its attempt.
    Optional<InFlight> takeStored(ChatId chatId, MessageId id) {
        return Optional.ofNullable(stored.get(new Place(chatId, id))).filter(this::remove);
    }

    /// Takes the sends that are known to have stored a message of a chat up to a version, in order.
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

    /// The store says that this attempt stored a message: it waits for the feed, unless it has been answered.
    void stored(InFlight send, Message message, long nowNanos) {
        if (byAttempt.containsKey(send.attempt)) {
            send.stored = new Stored(message, nowNanos);
            stored.put(new Place(message.chatId(), message.id()), send);
        }
    }

    /// Takes a send out.
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

    /// The sends that were stored [#OVERDUE_AFTER] ago or earlier and whose event should have been delivered since.
    List<InFlight> overdue(long nowNanos) {
        if (stored.isEmpty()) {
            return List.of();
        }
        return stored.values().stream()
                .filter(send -> send.stored != null && nowNanos - send.stored.atNanos() >= OVERDUE_AFTER.toNanos())
                .toList();
    }

    /// The sends to a chat that the store has not decided.
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
