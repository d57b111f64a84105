package io.vestnik.simulation.client;

import io.vestnik.checker.SeenMessage;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.user.UserId;
import java.util.List;
import java.util.function.ToIntFunction;

/// Translates messages for the checker.
///
/// @param users the index of each user
public record SeenMessages(ToIntFunction<UserId> users) {

    /// A message as a client received it.
    public SeenMessage of(Message message) {
        ClientText text = ClientText.of(message);
        return new SeenMessage(
                message.id().value(),
                message.version().value(),
                text.client(),
                text.number(),
                users.applyAsInt(message.senderId()),
                message.sentAt().toEpochMilli(),
                message.read(),
                change(message));
    }

    private static SeenMessage.Change change(Message message) {
        if (message.deleted()) {
            return SeenMessage.Change.DELETED;
        }
        return message.editedAt().isPresent() ? SeenMessage.Change.EDITED : SeenMessage.Change.NONE;
    }

    /// The messages of a page.
    public List<SeenMessage> of(List<Message> messages) {
        return messages.stream().map(this::of).toList();
    }
}
