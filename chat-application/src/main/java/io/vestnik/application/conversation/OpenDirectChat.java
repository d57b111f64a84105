package io.vestnik.application.conversation;

import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.user.UserId;
import java.time.Duration;

/// Opens the direct chat of two users. It is permanent, and each pair of users has at most one.
@FunctionalInterface
public interface OpenDirectChat {

    /// Opens the chat, or returns the existing one.
    Outcome open(UserId opener, UserId other);

    /// The result.
    sealed interface Outcome {
        /// The chat is new.
        record Created(ChatView view) implements Outcome {}

        /// The chat existed.
        record Existing(ChatView view) implements Outcome {}

        /// The rules refused the chat.
        record Refused(Refusal reason) implements Outcome {}

        /// The opener exceeded the limit on new chats.
        record TooMany(Duration retryAfter) implements Outcome {}
    }
}
