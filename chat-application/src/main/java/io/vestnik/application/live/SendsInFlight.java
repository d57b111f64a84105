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
    /// Those that the store has told of and the feed has not shown.
    private final Map<Place, InFlight> stored = new HashMap<>(0);

    private record Name(ChatId chatId, MessageKey key) {}

    private record Place(ChatId chatId, MessageId id) {}

    /// One send.
    static final class InFlight {
        final SendMessage.Command command;
        final Consumer<SendMessage.Outcome> answer;
        private @Nullable Stored stored;

        InFlight(SendMessage.Command command, Consumer<SendMessage.Outcome> answer) {
            this.command = command;
            this.answer = answer;
        }
    }

    /// What the store said, and when.
    private record Stored(Message message, Instant at) {}

    InFlight add(SendMessage.Command command, Consumer<SendMessage.Outcome> answer) {
        InFlight send = new InFlight(command, answer);
        byKey.computeIfAbsent(name(command), k -> new ArrayList<>(1)).add(send);
        return send;
    }

    /// Takes the send that a new message answers, if it came from this connection.
    Optional<InFlight> shown(ChatId chatId, MessageKey key) {
        List<InFlight> sends = byKey.get(new Name(chatId, key));
        if (sends == null) {
            return Optional.empty();
        }
        InFlight first = sends.getFirst();
        remove(first);
        return Optional.of(first);
    }

    /// Takes the send that is known to be stored as this message, if it came from this connection. For a message that
    /// was read back from the log, without its key.
    Optional<InFlight> shown(ChatId chatId, MessageId id) {
        return Optional.ofNullable(stored.get(new Place(chatId, id))).filter(this::remove);
    }

    /// The store says that this send was stored: it waits for the feed, unless it has been answered.
    void stored(InFlight send, Message message, Instant now) {
        List<InFlight> sends = byKey.get(name(send.command));
        if (sends != null && sends.contains(send)) {
            send.stored = new Stored(message, now);
            stored.put(new Place(message.chatId(), message.id()), send);
        }
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
        if (send.stored != null) {
            stored.remove(new Place(send.command.chatId(), send.stored.message().id()));
        }
        return true;
    }

    /// Takes the sends that were stored before `before` and that the feed should have shown since.
    List<InFlight> overdue(Instant before) {
        if (stored.isEmpty()) {
            return List.of();
        }
        List<InFlight> late = stored.values().stream()
                .filter(send -> send.stored != null && send.stored.at().isBefore(before))
                .toList();
        late.forEach(this::remove);
        return late;
    }

    static Message storedBy(InFlight send) {
        Stored said = send.stored;
        if (said == null) {
            throw new IllegalStateException("not stored");
        }
        return said.message();
    }

    boolean isEmpty() {
        return byKey.isEmpty();
    }

    private static Name name(SendMessage.Command command) {
        return new Name(command.chatId(), command.key());
    }
}
