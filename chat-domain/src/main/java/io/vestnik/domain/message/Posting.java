package io.vestnik.domain.message;

import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.Role;
import java.util.Optional;

/// Decides what becomes of a draft, from what the store read under the chat's lock.
///
/// A store asks this for every draft of a batch, in order, and shows it what earlier drafts of the same batch left.
public final class Posting {
    private Posting() {}

    /// What becomes of a draft.
    public sealed interface Decision {
        /// It takes the next place.
        record Accept() implements Decision {}

        /// Its key names the message that is already there.
        record Repeat(MessageId id) implements Decision {}

        /// It is refused and takes neither id nor version.
        record Refuse(Refusal reason) implements Decision {}
    }

    /// What a key was first used for.
    public record Kept(MessageId id, ContentHash hash) {}

    /// The message a draft answers, as it is now.
    public enum ReplyTarget {
        /// The draft answers nothing.
        NONE,
        /// There is such a message.
        PRESENT,
        /// There was one.
        DELETED,
        /// There is none with that id.
        MISSING
    }

    /// Decides. Membership comes first, so that a stranger learns nothing; the key next, so that a retry is answered
    /// with what was stored even where a new message would be refused by now.
    ///
    /// @param sender the sender's role; empty when not in the chat
    /// @param kept what the key was first used for
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
