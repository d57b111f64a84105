package io.vestnik.memory;

import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.LowestMarks;
import io.vestnik.domain.user.UserId;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.TreeSet;

/// The read marks of a chat's members, kept in order, lowest first. Because of this order, finding the two lowest marks
/// costs hardly more in a large group than in a small one. Guarded by the chat's lock.
final class Marks {
    private final NavigableSet<Mark> byHeight =
            new TreeSet<>(Comparator.comparing(Mark::at).thenComparing(Mark::member));

    private record Mark(UserId member, MessageId at) {}

    void enter(UserId member, MessageId at) {
        byHeight.add(new Mark(member, at));
    }

    /// Moves the mark of a member. Does nothing for a dormant member (with a disabled account), whose mark is not in
    /// this set.
    void move(UserId member, MessageId from, MessageId to) {
        if (byHeight.remove(new Mark(member, from))) {
            enter(member, to);
        }
    }

    void leave(UserId member, MessageId at) {
        byHeight.remove(new Mark(member, at));
    }

    LowestMarks lowest() {
        Iterator<Mark> marks = byHeight.iterator();
        if (!marks.hasNext()) {
            return new LowestMarks.None();
        }
        Mark first = marks.next();
        return marks.hasNext()
                ? new LowestMarks.Several(
                        first.member(), first.at(), marks.next().at())
                : new LowestMarks.Alone(first.member(), first.at());
    }
}
