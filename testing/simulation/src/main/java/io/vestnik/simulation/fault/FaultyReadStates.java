package io.vestnik.simulation.fault;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.CommitListener;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import io.vestnik.simulation.law.ReadLaws;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Read states whose reads may fail or take long, and are checked in the step in which their values are taken.
///
/// @param states the read states without faults
/// @param laws checks the values
record FaultyReadStates(ReadStates states, FaultyCalls calls, ReadLaws laws) implements ReadStates {
    @Override
    public CompletionStage<Outcome<MessageId>> advance(
            ChatId chatId, UserId reader, MessageId upTo, CommitListener<Moved> listener) {
        return states.advance(chatId, reader, upTo, listener);
    }

    @Override
    public List<Marks> marks(UserId userId, Collection<ChatId> chats) {
        return calls.read(() -> {
            List<Marks> found = states.marks(userId, chats);
            found.forEach(marks -> laws.marks(userId, marks));
            return found;
        });
    }

    @Override
    public Outcome<Readers> readers(
            ChatId chatId, UserId viewer, MessageId id, int limit, Optional<PageCursor> cursor) {
        return calls.read(() -> {
            Outcome<Readers> found = states.readers(chatId, viewer, id, limit, cursor);
            laws.answered(chatId, viewer, found);
            return found;
        });
    }
}
