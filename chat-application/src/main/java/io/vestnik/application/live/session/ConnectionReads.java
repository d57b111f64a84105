package io.vestnik.application.live.session;

import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.feed.Answer;
import io.vestnik.application.live.feed.Background;
import io.vestnik.application.live.feed.Flushable;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The `read` requests of one connection and their answers.
///
/// If a request moves the read mark, the store calls the listener of the request after the commit and before it
/// publishes the event. The listener registers the answer with the chat's feed, for the new version of the marks. On
/// this connection the answer takes the place of the event about this mark. Thread-safe.
final class ConnectionReads {
    private final ConnectionAnswers answers;
    private final ReadStates readStates;
    private final AtomicInteger unanswered = new AtomicInteger();

    ConnectionReads(ConnectionAnswers answers, ReadStates readStates) {
        this.answers = answers;
        this.readStates = readStates;
    }

    CompletionStage<Outcome<MessageId>> read(ChatId chatId, MessageId upTo) {
        unanswered.incrementAndGet();
        Read read = new Read(chatId, upTo);
        advance(read)
                .whenComplete((outcome, failure) ->
                        answers.background().afterStage("live-read", failure, () -> read.completed(outcome, failure)));
        return read.answered;
    }

    /// Passes the request to the store. An exception becomes a failed stage, so that every counted request is answered.
    private CompletionStage<Outcome<MessageId>> advance(Read read) {
        try {
            return readStates.advance(read.chatId, answers.viewer().id(), read.upTo, read::moved);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    boolean isEmpty() {
        return unanswered.get() == 0;
    }

    /// One `read` request and its answer.
    private final class Read implements Answer {
        final ChatId chatId;
        final MessageId upTo;
        final CompletableFuture<Outcome<MessageId>> answered = new CompletableFuture<>();
        private volatile @Nullable Outcome<MessageId> outcome;
        private volatile @Nullable Throwable failure;
        private volatile boolean registered;

        Read(ChatId chatId, MessageId upTo) {
            this.chatId = chatId;
            this.upTo = upTo;
        }

        /// Called by the store when the read mark has moved and its event is not published yet.
        void moved(ReadStates.Moved moved) {
            outcome = Outcome.done(moved.readUpTo());
            registered = true;
            answers.subscriptions().afterMarks(chatId, moved.marksVersion(), this);
        }

        void completed(@Nullable Outcome<MessageId> result, @Nullable Throwable error) {
            if (!registered) {
                outcome = result;
                failure = error;
                if (Background.cause(error) instanceof Error) {
                    // Live delivery and its event loops are about to end, so the answer does not wait for them.
                    boolean unused = give();
                } else {
                    answers.subscriptions().afterPublished(chatId, this);
                }
            }
        }

        @Override
        public UserId userId() {
            return answers.viewer().id();
        }

        @Override
        public Flushable receiver() {
            return answers.receiver();
        }

        /// The answer takes the place of the user's own `ReadMark` event, unless the event has a higher mark. The mark
        /// is higher if another connection of the user has read further in the same batch.
        @Override
        public boolean replaces(LiveEvent event) {
            return event instanceof LiveEvent.ReadMark mark
                    && mark.userId().equals(userId())
                    && !mark.upTo().isAfter(upTo);
        }

        @Override
        public boolean give() {
            Throwable error = failure;
            Outcome<MessageId> result = outcome;
            boolean first;
            if (error != null) {
                first = answered.completeExceptionally(error);
            } else if (result != null) {
                first = answered.complete(result);
            } else {
                throw new IllegalStateException("an answer without an outcome");
            }
            if (first) {
                unanswered.decrementAndGet();
                answers.flush().run();
            }
            return first;
        }
    }
}
