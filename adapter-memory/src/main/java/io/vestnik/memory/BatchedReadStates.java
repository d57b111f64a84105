package io.vestnik.memory;

import io.vestnik.application.commit.writer.Writers;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.CommitListener;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// The read marks of a [BatchedMemoryStore]: advances go to the chat's writer, reads to the database.
///
/// @param reads answers the reads
record BatchedReadStates(ReadStates reads, Writers<?> writers) implements ReadStates {
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
