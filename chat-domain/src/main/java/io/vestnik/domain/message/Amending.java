package io.vestnik.domain.message;

import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.GroupRights;
import io.vestnik.domain.chat.GroupRights.ActorTarget;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.user.UserId;
import java.util.Optional;
import java.util.function.Function;

/// Decides on edits and deletions from the state that the store read under the chat's lock.
public final class Amending {
    private Amending() {}

    /// The decision on an edit or a deletion.
    public sealed interface Decision {
        /// The message changes and takes the chat's next version.
        record Change() implements Decision {}

        /// The message already has the requested state. Nothing changes, and the chat's version stays.
        record Keep() implements Decision {}

        /// The request is refused.
        record Refuse(Refusal reason) implements Decision {}
    }

    /// Decides on replacing the text of a message.
    ///
    /// @param actor the editor's role; empty if the editor is not in the chat
    /// @param message the current state of the message; empty if there is none
    public static Decision edit(UserId actorId, Optional<Role> actor, Optional<Message> message, MessageText text) {
        return decide(actor, message, m -> GroupRights.editMessage(ActorTarget.of(actorId, m.senderId())), m -> {
            if (m.deleted()) {
                return new Decision.Refuse(Refusal.MESSAGE_DELETED);
            }
            return m.text().equals(Optional.of(text)) ? new Decision.Keep() : new Decision.Change();
        });
    }

    /// Decides on deleting a message. Deleting a deleted message changes nothing.
    ///
    /// @param actor the role of the user who deletes; empty if that user is not in the chat
    /// @param message the current state of the message; empty if there is none
    public static Decision delete(UserId actorId, Optional<Role> actor, Optional<Message> message) {
        return decide(
                actor,
                message,
                m -> actor.flatMap(role -> GroupRights.deleteMessage(role, ActorTarget.of(actorId, m.senderId()))),
                m -> m.deleted() ? new Decision.Keep() : new Decision.Change());
    }

    private static Decision decide(
            Optional<Role> actor,
            Optional<Message> message,
            Function<Message, Optional<Refusal>> right,
            Function<Message, Decision> allowed) {
        if (actor.isEmpty()) {
            return new Decision.Refuse(Refusal.CHAT_NOT_FOUND);
        }
        if (message.isEmpty()) {
            return new Decision.Refuse(Refusal.MESSAGE_NOT_FOUND);
        }
        Message present = message.get();
        return right.apply(present).<Decision>map(Decision.Refuse::new).orElseGet(() -> allowed.apply(present));
    }
}
