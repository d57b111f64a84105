package io.vestnik.domain.message;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.user.UserId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Stores every message of every chat permanently. The promises of Vestnik rest on this port.
///
/// A message in the result of a stage is durably committed (law L3). After a failure with
/// [io.vestnik.domain.StoreUnavailableException] the outcome is unknown: the change may or may not have been stored. A
/// draft that is repeated with the same key is stored exactly once.
///
/// After each commit, the store first calls the listeners of the stored drafts. Then it publishes the events to its
/// [io.vestnik.domain.event.ChatEvents], per chat in version order. A stage completes after its draft's listener has
/// returned, and before or after the event is published.
///
/// All methods may be called from any thread. The asynchronous methods do not block. The asynchronous calls of one
/// thread for one chat take effect in the order in which the thread made them, even if they call different methods.
public interface MessageLog {

    /// Posts a draft: assigns the chat's next id and version under the chat's lock and stores the message with its key.
    ///
    /// A draft may repeat a key of the same chat and sender that is committed or still being written. The repeat is
    /// handled after the first draft and takes neither id nor version (law L2). Of all drafts with one key at most one
    /// is [Appended.Stored], and only the listener of that draft is called. A refused draft leaves no trace.
    ///
    /// When the stage fails with [io.vestnik.domain.StoreUnavailableException], later drafts for the same chat also
    /// fail if they were appended before the failure was reported. Otherwise a message could overtake a message that is
    /// going to be retried. Failures are reported in the order in which the drafts were appended.
    ///
    /// When too many changes are waiting, the stage fails with [StoreOverloadedException], and the draft is not stored.
    CompletionStage<Appended> append(Draft draft);

    /// Replaces the text of a message, by the rules of [Amending]. Returns the message after the change.
    CompletionStage<Outcome<Message>> edit(Edit edit);

    /// Deletes a message, leaving a tombstone, by the rules of [Amending]. Returns the message after the change.
    CompletionStage<Outcome<Message>> delete(Deletion deletion);

    /// Finds one message of a chat of which `viewer` is a member.
    Outcome<Message> find(ChatId chatId, UserId viewer, MessageId id);

    /// Reads the messages with `offset` < id ≤ `offset` + `limit`, in order of id. The cost is the same at any offset.
    Outcome<HistoryPage> history(ChatId chatId, UserId viewer, long offset, int limit);

    /// Reads at most `limit` messages around a position, in order of id.
    Outcome<MessageWindow> window(ChatId chatId, UserId viewer, WindowAnchor anchor, int limit);

    /// Reads the changes after version `after`, for a member: each changed item once, in its current state.
    ///
    /// The chat's version is read first, then the rows up to this version. A row that changes in between has a later
    /// version, so a later call returns it. The cost depends on the changes, not on the size of the chat.
    ///
    /// @param bounds the maximum size of the answer. If the changes exceed this size, or if one call cannot search the
    ///     whole log for them, the answer ends before the chat's latest version and is not [Changes#complete]. The
    ///     texts held in memory exceed [Changes.Bounds#textBytesMax] by one message at most
    Outcome<Changes> changes(ChatId chatId, UserId viewer, ChatVersion after, Changes.Bounds bounds);

    /// Like [#changes(ChatId, UserId, ChatVersion, Changes.Bounds)], bounded by rows only.
    default Outcome<Changes> changes(ChatId chatId, UserId viewer, ChatVersion after, int rowsMax) {
        return changes(chatId, viewer, after, Changes.Bounds.rows(rowsMax));
    }

    /// Like [#changes(ChatId, UserId, ChatVersion, int)], without a viewer: a node calls this method to repair a gap in
    /// its notifications. Messages come as [io.vestnik.domain.event.ChatEvent.MessageChanged]. Empty if the chat was
    /// deleted.
    Optional<Changes> changesForRepair(ChatId chatId, ChatVersion after, int limit);

    /// The result of appending a draft.
    sealed interface Appended {
        /// The message was stored durably; `message.version()` is the chat's version after this message.
        record Stored(Message message) implements Appended {}

        /// The draft repeats the key of a stored message, which is returned in its current state.
        record Repeated(Message message) implements Appended {}

        /// The draft was refused.
        record Refused(Refusal reason) implements Appended {}
    }

    /// A request to replace the text of a message.
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
    /// @param hasMore whether the chat has more messages beyond the page: older messages for [WindowAnchor.Newest] and
    ///     [WindowAnchor.Before], newer messages for [WindowAnchor.After], messages on either side for
    ///     [WindowAnchor.Around]
    record MessageWindow(List<Message> messages, boolean hasMore) {
        /// Copies `messages`.
        public MessageWindow {
            messages = List.copyOf(messages);
        }
    }

    /// The position around which a [MessageWindow] is read.
    sealed interface WindowAnchor {
        /// The newest messages.
        record Newest() implements WindowAnchor {}

        /// The messages before `id` that are nearest to it.
        record Before(MessageId id) implements WindowAnchor {}

        /// The messages after `id` that are nearest to it.
        record After(MessageId id) implements WindowAnchor {}

        /// `limit`/2 messages before `id`, and the rest of `limit` from `id` on. If one side has too few messages,
        /// fewer than `limit` messages are returned: the other side is not extended.
        record Around(MessageId id) implements WindowAnchor {}
    }
}
