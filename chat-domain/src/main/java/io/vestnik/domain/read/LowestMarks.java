package io.vestnik.domain.read;

import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.UserId;
import java.util.Locale;

/// The lowest marks of a chat's members: enough for every decision, whatever the number of members.
public sealed interface LowestMarks {
    /// The chat has no members.
    record None() implements LowestMarks {}

    /// The chat has one member.
    record Alone(UserId member, MessageId mark) implements LowestMarks {}

    /// The chat has two or more members.
    ///
    /// @param member the member whose mark is `lowest`; one of them, if several have it
    /// @param second the second lowest mark; equal to `lowest` when several members have that mark
    record Several(UserId member, MessageId lowest, MessageId second) implements LowestMarks {
        /// Rejects marks in the wrong order.
        public Several {
            if (lowest.isAfter(second)) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "lowest %s is above second %s", lowest, second));
            }
        }
    }
}
