package io.vestnik.postgres;

import io.vestnik.application.commit.writer.Writers;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.CommitListener;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import io.vestnik.postgres.read.MarkReads;
import io.vestnik.postgres.transaction.Database;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// The read marks in PostgreSQL: an advance of a mark goes to the chat's writer ([Writers]), like a message, and
/// [MarkReads] reads the marks.
final class JdbiReadStates implements ReadStates {
    private final Writers<?> writers;
    private final MarkReads reads;

    JdbiReadStates(Database database, Writers<?> writers) {
        this.writers = writers;
        this.reads = new MarkReads(database);
    }

    @Override
    public CompletionStage<Outcome<MessageId>> advance(
            ChatId chatId, UserId reader, MessageId upTo, CommitListener<Moved> listener) {
        return writers.advance(chatId, reader, upTo, listener);
    }

    @Override
    public List<Marks> marks(UserId userId, Collection<ChatId> chats) {
        return reads.marks(userId, chats);
    }

    @Override
    public Outcome<Readers> readers(
            ChatId chatId, UserId viewer, MessageId id, int limit, Optional<PageCursor> cursor) {
        return reads.readers(chatId, viewer, id, limit, cursor);
    }
}
