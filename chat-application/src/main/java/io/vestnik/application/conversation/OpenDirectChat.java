package io.vestnik.application.conversation;

import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.user.UserId;
import java.time.Duration;

/// Opens the direct chat of two people: one for each pair, for good.
@FunctionalInterface
public interface OpenDirectChat {

    /// Opens it, or gives the one that exists.
    Outcome open(UserId opener, UserId other);

    /// What came of it.
    sealed interface Outcome {
        /// It is new.
        record Created(ChatView view) implements Outcome {}

        /// It was there.
        record Existing(ChatView view) implements Outcome {}

        /// Refused by the rules.
        record Refused(Refusal reason) implements Outcome {}

        /// The opener opened too many new ones lately.
        record TooMany(Duration retryAfter) implements Outcome {}
    }
}
