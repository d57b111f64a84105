package io.vestnik.memory;

import io.vestnik.application.commit.writer.Writers;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Changes;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.user.UserId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// The log of a [BatchedMemoryStore]: changes go to the chat's writer, reads to the database.
///
/// @param reads answers the reads
record BatchedMessageLog(MessageLog reads, Writers<?> writers) implements MessageLog {
    @Override
    public CompletionStage<Appended> append(Draft draft) {
        return writers.append(draft, Optional.empty());
    }

    @Override
    public CompletionStage<Outcome<Message>> edit(Edit edit) {
        return writers.edit(edit, Optional.empty());
    }

    @Override
    public CompletionStage<Outcome<Message>> delete(Deletion deletion) {
        return writers.delete(deletion, Optional.empty());
    }

    @Override
    public Outcome<Message> find(ChatId chatId, UserId viewer, MessageId id) {
        return reads.find(chatId, viewer, id);
    }

    @Override
    public Outcome<HistoryPage> history(ChatId chatId, UserId viewer, long offset, int limit) {
        return reads.history(chatId, viewer, offset, limit);
    }

    @Override
    public Outcome<MessageWindow> window(ChatId chatId, UserId viewer, WindowAnchor anchor, int limit) {
        return reads.window(chatId, viewer, anchor, limit);
    }

    @Override
    public Outcome<Changes> changes(ChatId chatId, UserId viewer, ChatVersion after, Changes.Bounds bounds) {
        return reads.changes(chatId, viewer, after, bounds);
    }

    @Override
    public Optional<Changes> changesForRepair(ChatId chatId, ChatVersion after, int limit) {
        return reads.changesForRepair(chatId, after, limit);
    }
}
