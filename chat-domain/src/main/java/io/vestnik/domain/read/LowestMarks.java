package io.vestnik.domain.read;

import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.UserId;
import java.util.Locale;

/// The marks of the members who have read least: all that deciding needs to know of any number of members.
public sealed interface LowestMarks {
    /// Nobody is in the chat.
    record None() implements LowestMarks {}

    /// One person is alone in the chat.
    record Alone(UserId member, MessageId mark) implements LowestMarks {}

    /// Two or more are in the chat.
    ///
    /// @param member who stands at `lowest`; one of them, if several do
    /// @param second the second lowest mark, equal to `lowest` when several stand there
    record Several(UserId member, MessageId lowest, MessageId second) implements LowestMarks {
        /// Refuses marks in the wrong order.
        public Several {
            if (lowest.isAfter(second)) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "lowest %s is above second %s", lowest, second));
            }
        }
    }
}
