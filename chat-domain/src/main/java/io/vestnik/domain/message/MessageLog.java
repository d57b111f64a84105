package io.vestnik.domain.message;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.user.UserId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Every message of every chat, for good: what the promises of Vestnik rest on.
///
/// A stage that completes normally tells of something committed durably (law L3). One that fails with
/// [io.vestnik.domain.StoreUnavailableException] tells nothing: the change may or may not have been stored, and
/// repeating it with the same key makes it one.
///
/// After each commit, and before or after completing the stage, the store tells its
/// [io.vestnik.domain.event.ChatEvents] what happened, per chat in version order.
///
/// All methods may be called from any thread. The asynchronous ones do not block and take effect, per chat, in the
/// order in which one thread called them, whichever of them they are.
public interface MessageLog {

    /// Posts a draft: assigns the chat's next id and version under the chat's lock and stores the message with its key.
    ///
    /// A draft whose key is already there for the same chat and sender, committed or still on its way, is decided after
    /// that one and takes neither id nor version (law L2). Of all drafts with one key at most one is
    /// [Appended.Stored], and the event of its message carries the draft's attempt. A refused draft leaves no trace.
    ///
    /// When the stage fails with [io.vestnik.domain.StoreUnavailableException], so does that of every append to the
    /// same chat that was called after it and before the failure was told: nothing overtakes a message that is going to
    /// be repeated. Failures are told in the order of the calls.
    ///
    /// When too much waits already the stage fails with [StoreOverloadedException], and the draft was not tried.
    CompletionStage<Appended> append(Draft draft);

    /// Replaces the text of a message, by the rules of [Amending]. Gives the message as it is afterwards.
    CompletionStage<Outcome<Message>> edit(Edit edit);

    /// Turns a message into a tombstone, by the rules of [Amending]. Gives the message as it is afterwards.
    CompletionStage<Outcome<Message>> delete(Deletion deletion);

    /// One message, as `viewer`, a member, may see it.
    Outcome<Message> find(ChatId chatId, UserId viewer, MessageId id);

    /// The messages with `offset` < id ≤ `offset` + `limit`, in order of id. Costs the same at any offset.
    Outcome<HistoryPage> history(ChatId chatId, UserId viewer, long offset, int limit);

    /// At most `limit` messages about a place, in order of id.
    Outcome<MessageWindow> window(ChatId chatId, UserId viewer, WindowPlace place, int limit);

    /// What changed after `after`, for a member; the present state of each thing once.
    ///
    /// The chat's version is read first and the rows up to it afterwards, so that nothing committed in between is
    /// missed. Costs what changed, not what the chat holds.
    ///
    /// @param bounds how much to give at most; what does not fit is left out from some version on, and the answer is
    ///     then not complete. No more text than that is held in memory, but for one message
    Outcome<Changes> changes(ChatId chatId, UserId viewer, ChatVersion after, Changes.Bounds bounds);

    /// As [#changes(ChatId, UserId, ChatVersion, Changes.Bounds)], bounded by rows alone.
    default Outcome<Changes> changes(ChatId chatId, UserId viewer, ChatVersion after, int rowsMax) {
        return changes(chatId, viewer, after, Changes.Bounds.rows(rowsMax));
    }

    /// As [#changes(ChatId, UserId, ChatVersion, int)], without a viewer: what a node reads to repair a gap in its
    /// notifications. Messages come as [io.vestnik.domain.event.ChatEvent.MessageChanged]. Empty when the chat is gone.
    Optional<Changes> changesForRepair(ChatId chatId, ChatVersion after, int limit);

    /// What became of a draft.
    sealed interface Appended {
        /// It was stored, durably; `message.version()` is the version it took.
        record Stored(Message message) implements Appended {}

        /// It had been stored before; this is its present state.
        record Repeated(Message message) implements Appended {}

        /// It was refused.
        record Refused(Refusal reason) implements Appended {}
    }

    /// A wish to replace a text.
    record Edit(ChatId chatId, UserId actor, MessageId id, MessageText text) {}

    /// A wish to delete a message.
    record Deletion(ChatId chatId, UserId actor, MessageId id) {}

    /// Part of the history.
    ///
    /// @param total the chat's last message id when the page was read
    record HistoryPage(List<Message> messages, long total) {
        /// Copies `messages`.
        public HistoryPage {
            messages = List.copyOf(messages);
        }
    }

    /// Messages about a place.
    ///
    /// @param hasMore whether there are more beyond the page in the direction it was read: older ones for
    ///     [WindowPlace.Newest] and [WindowPlace.Before], newer ones for [WindowPlace.After], on either side for
    ///     [WindowPlace.Around]
    record MessageWindow(List<Message> messages, boolean hasMore) {
        /// Copies `messages`.
        public MessageWindow {
            messages = List.copyOf(messages);
        }
    }

    /// Where a window lies.
    sealed interface WindowPlace {
        /// At the end.
        record Newest() implements WindowPlace {}

        /// The last ones with a lower id.
        record Before(MessageId id) implements WindowPlace {}

        /// The first ones with a higher id.
        record After(MessageId id) implements WindowPlace {}

        /// `limit`/2 with a lower id, the rest from `id` on; what one side lacks is not made up by the other.
        record Around(MessageId id) implements WindowPlace {}
    }
}
