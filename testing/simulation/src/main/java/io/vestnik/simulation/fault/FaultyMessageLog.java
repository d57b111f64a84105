package io.vestnik.simulation.fault;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Changes;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.user.UserId;
import io.vestnik.simulation.law.ReadLaws;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/// A log whose reads may fail or take long, and are checked in the step in which their values are taken.
///
/// @param log the log without faults
/// @param laws checks the values
record FaultyMessageLog(MessageLog log, FaultyCalls calls, ReadLaws laws) implements MessageLog {

    // ---- reads

    @Override
    public Outcome<Message> find(ChatId chatId, UserId viewer, MessageId id) {
        return read(chatId, viewer, () -> log.find(chatId, viewer, id), List::of);
    }

    @Override
    public Outcome<HistoryPage> history(ChatId chatId, UserId viewer, long offset, int limit) {
        return read(chatId, viewer, () -> log.history(chatId, viewer, offset, limit), HistoryPage::messages);
    }

    @Override
    public Outcome<MessageWindow> window(ChatId chatId, UserId viewer, WindowAnchor anchor, int limit) {
        return read(chatId, viewer, () -> log.window(chatId, viewer, anchor, limit), MessageWindow::messages);
    }

    @Override
    public Outcome<Changes> changes(ChatId chatId, UserId viewer, ChatVersion after, Changes.Bounds bounds) {
        return read(chatId, viewer, () -> log.changes(chatId, viewer, after, bounds), Changes::messages);
    }

    private <T> Outcome<T> read(
            ChatId chatId, UserId viewer, Supplier<Outcome<T>> read, Function<? super T, List<Message>> messages) {
        return calls.read(() -> {
            Outcome<T> found = read.get();
            laws.answered(chatId, viewer, found);
            if (found instanceof Outcome.Done<T>(T value)) {
                laws.messages(messages.apply(value));
            }
            return found;
        });
    }

    @Override
    public Optional<Changes> changesForRepair(ChatId chatId, ChatVersion after, int limit) {
        return calls.read(() -> {
            Optional<Changes> changes = log.changesForRepair(chatId, after, limit);
            changes.ifPresent(found -> laws.messages(found.messages()));
            return changes;
        });
    }

    // ---- changes, whose faults are those of transactions

    @Override
    public CompletionStage<Appended> append(Draft draft) {
        return log.append(draft);
    }

    @Override
    public CompletionStage<Outcome<Message>> edit(Edit edit) {
        return log.edit(edit);
    }

    @Override
    public CompletionStage<Outcome<Message>> delete(Deletion deletion) {
        return log.delete(deletion);
    }
}
