package io.vestnik.domain.message;

import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.Role;
import java.util.Optional;

/// Decides on a draft from the state that the store read under the chat's lock.
///
/// A store calls [#decide] for every draft of a batch, in order. It passes the state that earlier drafts of the batch
/// have left.
public final class Posting {
    private Posting() {}

    /// The decision on a draft.
    public sealed interface Decision {
        /// The draft becomes the message with the chat's next id.
        record Accept() implements Decision {}

        /// A message with the draft's key and content is already stored.
        record Repeat(MessageId id) implements Decision {}

        /// The draft is refused and takes neither id nor version.
        record Refuse(Refusal reason) implements Decision {}
    }

    /// The id and the content hash of the message that is stored with a key.
    public record StoredKey(MessageId id, ContentHash hash) {}

    /// The current state of the message to which a draft replies.
    public enum ReplyTarget {
        /// The draft replies to no message.
        NONE,
        /// The message exists and is not deleted.
        PRESENT,
        /// The message was deleted.
        DELETED,
        /// There is no message with that id.
        MISSING
    }

    /// Decides on a draft. Membership is checked first, so that a non-member learns nothing. The key is checked next,
    /// so that a retry returns the stored message even if a new message would be refused by now.
    ///
    /// @param sender the sender's role; empty if the sender is not in the chat
    /// @param stored the message that is stored with the draft's key, if any
    public static Decision decide(
            Draft draft, ChatHead head, Optional<Role> sender, Optional<StoredKey> stored, ReplyTarget replyTarget) {
        if (sender.isEmpty()) {
            return new Decision.Refuse(Refusal.CHAT_NOT_FOUND);
        }
        if (stored.isPresent()) {
            return stored.get().hash().equals(draft.hash())
                    ? new Decision.Repeat(stored.get().id())
                    : new Decision.Refuse(Refusal.KEY_REUSED);
        }
        if (!head.open()) {
            return new Decision.Refuse(Refusal.FORBIDDEN);
        }
        return switch (replyTarget) {
            case NONE, PRESENT -> new Decision.Accept();
            case DELETED -> new Decision.Refuse(Refusal.MESSAGE_DELETED);
            case MISSING -> new Decision.Refuse(Refusal.MESSAGE_NOT_FOUND);
        };
    }
}
