package io.vestnik.postgres;

import io.vestnik.application.commit.writer.Writers;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Changes;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.user.UserId;
import io.vestnik.postgres.read.ChangePages;
import io.vestnik.postgres.read.MessagePages;
import io.vestnik.postgres.transaction.Database;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// The log in PostgreSQL: changes go to the chat's writer ([Writers]), pages are read by [MessagePages] and
/// [ChangePages].
final class JdbiMessageLog implements MessageLog {
    private final Writers<?> writers;
    private final MessagePages pages;
    private final ChangePages changes;

    JdbiMessageLog(Database database, Writers<?> writers) {
        this.writers = writers;
        this.pages = new MessagePages(database);
        this.changes = new ChangePages(database);
    }

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
        return pages.find(chatId, viewer, id);
    }

    @Override
    public Outcome<HistoryPage> history(ChatId chatId, UserId viewer, long offset, int limit) {
        return pages.history(chatId, viewer, offset, limit);
    }

    @Override
    public Outcome<MessageWindow> window(ChatId chatId, UserId viewer, WindowAnchor anchor, int limit) {
        return pages.window(chatId, viewer, anchor, limit);
    }

    @Override
    public Outcome<Changes> changes(ChatId chatId, UserId viewer, ChatVersion after, Changes.Bounds bounds) {
        return changes.forMember(chatId, viewer, after, bounds)
                .map(Outcome::done)
                .orElseGet(() -> Outcome.refused(Refusal.CHAT_NOT_FOUND));
    }

    @Override
    public Optional<Changes> changesForRepair(ChatId chatId, ChatVersion after, int limit) {
        return changes.withoutViewer(chatId, after, Changes.Bounds.rows(limit));
    }
}
