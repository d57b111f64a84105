package io.vestnik.domain.message;

import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.Role;
import java.util.Optional;

/// Decides on a draft from the state that the store read under the chat's lock.
///
/// A store asks for every draft of a batch, in order, and passes the state left by earlier drafts of the same batch.
public final class Posting {
    private Posting() {}

    /// The decision on a draft.
    public sealed interface Decision {
        /// The draft takes the next id.
        record Accept() implements Decision {}

        /// The key names the message that is already stored.
        record Repeat(MessageId id) implements Decision {}

        /// The draft is refused and takes neither id nor version.
        record Refuse(Refusal reason) implements Decision {}
    }

    /// The message that a key was first used for.
    public record Kept(MessageId id, ContentHash hash) {}

    /// The present state of the message that a draft replies to.
    public enum ReplyTarget {
        /// The draft replies to no message.
        NONE,
        /// The message exists.
        PRESENT,
        /// The message was deleted.
        DELETED,
        /// There is no message with that id.
        MISSING
    }

    /// Decides. Membership comes first, so that a non-member learns nothing. The key comes next, so that a retry
    /// returns the stored message even if a new message would be refused by now.
    ///
    /// @param sender the sender's role; empty when not in the chat
    /// @param kept the message that the key was first used for
    public static Decision decide(
            Draft draft, ChatHead head, Optional<Role> sender, Optional<Kept> kept, ReplyTarget replyTarget) {
        if (sender.isEmpty()) {
            return new Decision.Refuse(Refusal.CHAT_NOT_FOUND);
        }
        if (kept.isPresent()) {
            return kept.get().hash().equals(draft.hash())
                    ? new Decision.Repeat(kept.get().id())
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
