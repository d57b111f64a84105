package io.vestnik.application.reading;

import io.vestnik.application.RateLimit;
import io.vestnik.application.RateLimitedException;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// The use cases for read marks.
public record Reading(MarkRead mark, ListReaders readers) {

    /// Creates the use cases over a store of read states.
    ///
    /// @param marks how fast one user may move their read marks
    public static Reading over(ReadStates states, RateLimit<UserId> marks) {
        return new Reading(
                (chatId, reader, upTo) -> {
                    RateLimitedException.require(marks, reader);
                    return states.advance(chatId, reader, upTo);
                },
                states::readers);
    }

    /// Like [ReadStates#advance].
    @FunctionalInterface
    public interface MarkRead {
        /// Moves the reader's mark.
        ///
        /// @throws RateLimitedException if the reader exceeded the limit
        CompletionStage<Outcome<MessageId>> upTo(ChatId chatId, UserId reader, MessageId upTo);
    }

    /// Like [ReadStates#readers].
    @FunctionalInterface
    public interface ListReaders {
        /// Lists a page.
        Outcome<ReadStates.Readers> readers(
                ChatId chatId, UserId viewer, MessageId id, int limit, Optional<PageCursor> cursor);
    }
}
