package io.vestnik.application.reading;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// What people do by reading.
public record Reading(MarkRead mark, ListReaders readers) {

    /// Over a store of read states.
    public static Reading over(ReadStates states) {
        return new Reading(states::advance, states::readers);
    }

    /// As [ReadStates#advance].
    @FunctionalInterface
    public interface MarkRead {
        /// Moves the mark.
        CompletionStage<Outcome<MessageId>> upTo(ChatId chatId, UserId reader, MessageId upTo);
    }

    /// As [ReadStates#readers].
    @FunctionalInterface
    public interface ListReaders {
        /// Lists a page.
        Outcome<ReadStates.Readers> readers(
                ChatId chatId, UserId viewer, MessageId id, int limit, Optional<PageCursor> cursor);
    }
}
