package io.vestnik.application.messaging;

import io.vestnik.application.RateLimitedException;
import io.vestnik.application.SendLimit;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Changes;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.user.UserId;
import java.util.concurrent.CompletionStage;

/// The use cases for messages. Each use case is an interface with one method, so that a protocol adapter can be tested
/// with a lambda. If the store already implements a use case completely, the use case is the store's method.
public record Messaging(
        SendMessage send,
        EditMessage edit,
        DeleteMessage delete,
        FindMessage find,
        ReadHistory history,
        ReadWindow window,
        ReadChanges changes) {

    /// Creates the use cases over a log, with one limit on how fast one user may send, edit and delete.
    ///
    /// @param metrics counts the sends
    /// @param runtime the clock that measures the sends
    public static Messaging over(MessageLog log, SendLimit sends, SendMetrics metrics, NodeRuntime runtime) {
        return new Messaging(
                new LoggedSending(log, sends, metrics, runtime::nanoTime),
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

    /// Like [MessageLog#edit].
    @FunctionalInterface
    public interface EditMessage {
        /// Edits.
        ///
        /// @throws RateLimitedException if the editor exceeded the limit
        CompletionStage<Outcome<Message>> edit(MessageLog.Edit edit);
    }

    /// Like [MessageLog#delete].
    @FunctionalInterface
    public interface DeleteMessage {
        /// Deletes.
        ///
        /// @throws RateLimitedException if the actor exceeded the limit
        CompletionStage<Outcome<Message>> delete(MessageLog.Deletion deletion);
    }

    /// Like [MessageLog#find].
    @FunctionalInterface
    public interface FindMessage {
        /// Finds.
        Outcome<Message> find(ChatId chatId, UserId viewer, MessageId id);
    }

    /// Like [MessageLog#history].
    @FunctionalInterface
    public interface ReadHistory {
        /// Reads a page.
        Outcome<MessageLog.HistoryPage> page(ChatId chatId, UserId viewer, long offset, int limit);
    }

    /// Like [MessageLog#window].
    @FunctionalInterface
    public interface ReadWindow {
        /// Reads a window.
        Outcome<MessageLog.MessageWindow> window(
                ChatId chatId, UserId viewer, MessageLog.WindowAnchor anchor, int limit);
    }

    /// Like [MessageLog#changes].
    @FunctionalInterface
    public interface ReadChanges {
        /// Reads changes.
        Outcome<Changes> changes(ChatId chatId, UserId viewer, ChatVersion after, Changes.Bounds bounds);
    }
}
