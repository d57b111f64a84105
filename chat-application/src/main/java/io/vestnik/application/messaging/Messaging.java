package io.vestnik.application.messaging;

import io.vestnik.application.RateLimitedException;
import io.vestnik.application.SendLimit;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Changes;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.user.UserId;
import java.util.concurrent.CompletionStage;

/// What people do with messages. Each use case is an interface of one method, so that a protocol adapter can be tested
/// with a lambda; where the store already does all there is to do, it is the store's method.
public record Messaging(
        SendMessage send,
        EditMessage edit,
        DeleteMessage delete,
        FindMessage find,
        ReadHistory history,
        ReadWindow window,
        ReadChanges changes) {

    /// Over a log, with one limit on how fast one user may send, edit and delete.
    ///
    /// @param metrics counts the sends
    public static Messaging over(MessageLog log, SendLimit sends, SendMetrics metrics) {
        return new Messaging(
                new LoggedSending(log, sends, metrics),
                edit -> {
                    RateLimitedException.require(sends, edit.actor());
                    return log.edit(edit);
                },
                deletion -> {
                    RateLimitedException.require(sends, deletion.actor());
                    return log.delete(deletion);
                },
                log::find,
                log::history,
                log::window,
                log::changes);
    }

    /// As [MessageLog#edit].
    @FunctionalInterface
    public interface EditMessage {
        /// Edits.
        ///
        /// @throws RateLimitedException if the editor did so too often
        CompletionStage<Outcome<Message>> edit(MessageLog.Edit edit);
    }

    /// As [MessageLog#delete].
    @FunctionalInterface
    public interface DeleteMessage {
        /// Deletes.
        ///
        /// @throws RateLimitedException if the actor did so too often
        CompletionStage<Outcome<Message>> delete(MessageLog.Deletion deletion);
    }

    /// As [MessageLog#find].
    @FunctionalInterface
    public interface FindMessage {
        /// Finds.
        Outcome<Message> find(ChatId chatId, UserId viewer, MessageId id);
    }

    /// As [MessageLog#history].
    @FunctionalInterface
    public interface ReadHistory {
        /// Reads a page.
        Outcome<MessageLog.HistoryPage> page(ChatId chatId, UserId viewer, long offset, int limit);
    }

    /// As [MessageLog#window].
    @FunctionalInterface
    public interface ReadWindow {
        /// Reads a window.
        Outcome<MessageLog.MessageWindow> window(ChatId chatId, UserId viewer, MessageLog.WindowPlace place, int limit);
    }

    /// As [MessageLog#changes].
    @FunctionalInterface
    public interface ReadChanges {
        /// Reads what changed.
        Outcome<Changes> changes(ChatId chatId, UserId viewer, ChatVersion after, Changes.Bounds bounds);
    }
}
