package io.vestnik.application.commit;

import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.LowestMarks;
import io.vestnik.domain.user.UserId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The two lowest read marks of a chat's members, except dormant members, whose accounts are disabled. `user2` is null
/// if fewer than two members remain, and `user1` if none remains.
public record Lowest(
        @Nullable UUID user1, long mark1, @Nullable UUID user2, long mark2) {
    /// The value for a chat whose members are all dormant.
    public static final Lowest EMPTY = new Lowest(null, 0, null, 0);

    /// The lowest marks as a value of the domain.
    LowestMarks marks() {
        if (user1 == null) {
            return new LowestMarks.None();
        }
        UserId first = new UserId(user1);
        return user2 == null
                ? new LowestMarks.Alone(first, new MessageId(mark1))
                : new LowestMarks.Several(first, new MessageId(mark1), new MessageId(mark2));
    }

    /// The lowest marks after the mark of one of the two users rose. Only for a chat that has no other members.
    Lowest moved(UUID user, long mark) {
        return user.equals(user1) ? of(user1, mark, user2, mark2) : of(user1, mark1, user2, mark);
    }

    /// The two lowest marks among the marks of these users and the mark of one more user.
    public Lowest with(UUID user, long mark) {
        if (user1 == null) {
            return of(user, mark, null, 0);
        }
        if (user2 == null) {
            return of(user1, mark1, user, mark);
        }
        if (mark >= mark2) {
            return this;
        }
        return of(user1, mark1, user, mark);
    }

    private static Lowest of(@Nullable UUID user1, long mark1, @Nullable UUID user2, long mark2) {
        if (user2 == null) {
            return new Lowest(user1, mark1, null, mark1);
        }
        return mark1 <= mark2 ? new Lowest(user1, mark1, user2, mark2) : new Lowest(user2, mark2, user1, mark1);
    }
}
