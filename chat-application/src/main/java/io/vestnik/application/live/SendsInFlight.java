package io.vestnik.application.live;

import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A connection's sends that have not been answered, by key. Guarded by the session's monitor.
///
/// A stored message is answered when the feed shows it, so that the answer stands at its place in the order. The store
/// tells of the commit and completes the send on its own threads, so either may come first.
final class SendsInFlight {
    private final Map<Name, List<InFlight>> byKey = new HashMap<>();

    private record Name(ChatId chatId, MessageKey key) {}

    /// One send.
    static final class InFlight {
        final SendMessage.Command command;
        final Consumer<SendMessage.Outcome> answer;
        private final Instant since;
        private @Nullable Message stored;

        InFlight(SendMessage.Command command, Consumer<SendMessage.Outcome> answer, Instant since) {
            this.command = command;
            this.answer = answer;
            this.since = since;
        }
    }

    InFlight add(SendMessage.Command command, Consumer<SendMessage.Outcome> answer, Instant now) {
        InFlight send = new InFlight(command, answer, now);
        byKey.computeIfAbsent(name(command), k -> new ArrayList<>(1)).add(send);
        return send;
    }

    /// Takes the send that a new message answers, if it came from this connection.
    Optional<InFlight> shown(ChatId chatId, MessageKey key) {
        Name name = new Name(chatId, key);
        List<InFlight> sends = byKey.get(name);
        if (sends == null) {
            return Optional.empty();
        }
        InFlight first = sends.removeFirst();
        if (sends.isEmpty()) {
            byKey.remove(name);
        }
        return Optional.of(first);
    }

    /// Takes the send that is known to be stored as this message, if it came from this connection. For a message that
    /// was read back from the log, without its key.
    Optional<InFlight> shown(ChatId chatId, MessageId id) {
        return byKey.values().stream()
                .flatMap(List::stream)
                .filter(send -> send.command.chatId().equals(chatId)
                        && send.stored != null
                        && send.stored.id().equals(id))
                .findFirst()
                .filter(this::remove);
    }

    /// The store says that this send was stored: it waits for the feed, unless it has been answered.
    void stored(InFlight send, Message message) {
        send.stored = message;
    }

    /// Takes a send out.
    ///
    /// @return whether it was still unanswered
    boolean remove(InFlight send) {
        Name name = name(send.command);
        List<InFlight> sends = byKey.get(name);
        if (sends == null || !sends.remove(send)) {
            return false;
        }
        if (sends.isEmpty()) {
            byKey.remove(name);
        }
        return true;
    }

    /// Takes the sends that were stored and that the feed should have shown before `before`.
    List<InFlight> overdue(Instant before) {
        if (byKey.isEmpty()) {
            return List.of();
        }
        List<InFlight> late = byKey.values().stream()
                .flatMap(List::stream)
                .filter(send -> send.stored != null && send.since.isBefore(before))
                .toList();
        late.forEach(this::remove);
        return late;
    }

    static Message storedBy(InFlight send) {
        Message message = send.stored;
        if (message == null) {
            throw new IllegalStateException("not stored");
        }
        return message;
    }

    boolean isEmpty() {
        return byKey.isEmpty();
    }

    private static Name name(SendMessage.Command command) {
        return new Name(command.chatId(), command.key());
    }
}
