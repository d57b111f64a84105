package io.vestnik.simulation.law;

import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A committed message with all its states. `read` of these states has no meaning.
final class OracleMessage {
    private final MessageKey key;
    private final List<Message> states = new ArrayList<>();

    OracleMessage(MessageKey key, Message posted) {
        this.key = key;
        states.add(posted);
    }

    MessageKey key() {
        return key;
    }

    /// The message as it was posted.
    Message posted() {
        return states.getFirst();
    }

    Message latest() {
        return states.getLast();
    }

    void changed(Message message) {
        states.add(message);
    }

    /// The state at a version of the chat; empty if the message was posted later.
    Optional<Message> at(long version) {
        for (int i = states.size() - 1; i >= 0; i--) {
            if (states.get(i).version().value() <= version) {
                return Optional.of(states.get(i));
            }
        }
        return Optional.empty();
    }

    /// Whether two states are equal in everything but `read`.
    static boolean same(Message one, Message other) {
        return one.id().equals(other.id())
                && one.chatId().equals(other.chatId())
                && one.senderId().equals(other.senderId())
                && one.text().equals(other.text())
                && one.sentAt().equals(other.sentAt())
                && one.version().equals(other.version())
                && one.replyTo().equals(other.replyTo())
                && one.editedAt().equals(other.editedAt())
                && one.deletedAt().equals(other.deletedAt());
    }
}
