package io.vestnik.domain.message;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.user.UserId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Every message of every chat, permanently. The promises of Vestnik rest on this port.
///
/// A stage that completes normally reports a durable commit (law L3). After a failure with
/// [io.vestnik.domain.StoreUnavailableException] the outcome is unknown: the change may or may not have been stored. A
/// repeat with the same key applies it once.
///
/// After each commit, the store first calls the listeners of the stored drafts. Then it publishes the events to its
/// [io.vestnik.domain.event.ChatEvents], per chat in version order. A stage completes after its draft's listener has
/// returned, and before or after the event is published.
///
/// All methods may be called from any thread. The asynchronous methods do not block. In each chat, all of them together
/// take effect in the order in which one thread called them.
public interface MessageLog {

    /// Posts a draft: assigns the chat's next id and version under the chat's lock and stores the message with its key.
    ///
    /// A draft may repeat a key of the same chat and sender that is committed or still being written. It is decided
    /// after the first draft and takes neither id nor version (law L2). Of all drafts with one key at most one is
    /// [Appended.Stored], and only the listener of that draft is called. A refused draft leaves no trace.
    ///
    /// When the stage fails with [io.vestnik.domain.StoreUnavailableException], so does the stage of every later append
    /// to the same chat that was called before the failure was reported. No message overtakes one that is going to be
    /// retried. Failures are reported in the order of the calls.
    ///
    /// When too many changes wait already, the stage fails with [StoreOverloadedException], and the draft was not
    /// attempted.
    CompletionStage<Appended> append(Draft draft);

    /// Replaces the text of a message, by the rules of [Amending]. Returns the message after the change.
    CompletionStage<Outcome<Message>> edit(Edit edit);

    /// Deletes a message, leaving a tombstone, by the rules of [Amending]. Returns the message after the change.
    CompletionStage<Outcome<Message>> delete(Deletion deletion);

    /// One message, as `viewer`, a member, may see it.
    Outcome<Message> find(ChatId chatId, UserId viewer, MessageId id);

    /// The messages with `offset` < id ≤ `offset` + `limit`, in order of id. The cost is the same at any offset.
    Outcome<HistoryPage> history(ChatId chatId, UserId viewer, long offset, int limit);

    /// At most `limit` messages around a position, in order of id.
    Outcome<MessageWindow> window(ChatId chatId, UserId viewer, WindowPlace place, int limit);

    /// The changes after `after`, for a member; each changed item once, in its present state.
    ///
    /// The chat's version is read first and the rows up to it afterwards, so that no change committed in between is
    /// missed. The cost depends on the changes, not on the size of the chat.
    ///
    /// @param bounds the maximum size; what does not fit is left out from some version on, and the answer is then not
    ///     complete. No more text than that, plus one message, is held in memory
    Outcome<Changes> changes(ChatId chatId, UserId viewer, ChatVersion after, Changes.Bounds bounds);

    /// Like [#changes(ChatId, UserId, ChatVersion, Changes.Bounds)], bounded by rows only.
    default Outcome<Changes> changes(ChatId chatId, UserId viewer, ChatVersion after, int rowsMax) {
        return changes(chatId, viewer, after, Changes.Bounds.rows(rowsMax));
    }

    /// Like [#changes(ChatId, UserId, ChatVersion, int)], without a viewer: a node reads this to repair a gap in its
    /// notifications. Messages come as [io.vestnik.domain.event.ChatEvent.MessageChanged]. Empty if the chat was
    /// deleted.
    Optional<Changes> changesForRepair(ChatId chatId, ChatVersion after, int limit);

    /// The result of appending a draft.
    sealed interface Appended {
        /// The message was stored durably; `message.version()` is the version it took.
        record Stored(Message message) implements Appended {}

        /// The message had been stored before; this is its present state.
        record Repeated(Message message) implements Appended {}

        /// The draft was refused.
        record Refused(Refusal reason) implements Appended {}
    }

    /// A request to replace a text.
    record Edit(ChatId chatId, UserId actor, MessageId id, MessageText text) {}

    /// A request to delete a message.
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

    /// Messages around a position.
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

    /// The position of a window.
    sealed interface WindowPlace {
        /// The newest messages.
        record Newest() implements WindowPlace {}

        /// The last messages with a lower id.
        record Before(MessageId id) implements WindowPlace {}

        /// The first messages with a higher id.
        record After(MessageId id) implements WindowPlace {}

        /// `limit`/2 messages with a lower id, the rest from `id` on; if one side has too few, the other does not fill
        /// up.
        record Around(MessageId id) implements WindowPlace {}
    }
}
