package io.vestnik.domain.read;

import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.UserId;
import java.util.Locale;

/// The two lowest read marks of a chat's members. The marks of group members whose account is disabled do not count.
/// [ReadFloor] needs no other marks, whatever the number of members.
public sealed interface LowestMarks {
    /// The chat has no member whose mark counts.
    record None() implements LowestMarks {}

    /// The chat has one member whose mark counts.
    record Alone(UserId member, MessageId mark) implements LowestMarks {}

    /// The chat has two or more members whose marks count.
    ///
    /// @param member a member whose read mark is `lowest`
    /// @param second the second lowest read mark; equal to `lowest` when several members have that mark
    record Several(UserId member, MessageId lowest, MessageId second) implements LowestMarks {
        /// Checks the order of the marks.
        public Several {
            if (lowest.isAfter(second)) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "lowest %s is above second %s", lowest, second));
            }
        }
    }
}
