package io.vestnik.memory;

import io.vestnik.application.commit.Lowest;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.LowestMarks;
import io.vestnik.domain.user.UserId;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
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

    /// The two lowest marks as a transaction finds them after its own changes.
    ///
    /// @param moved the new marks of those members in this set whose marks the transaction has moved
    Lowest lowestAfter(Map<UserId, MessageId> moved) {
        Lowest lowest = Lowest.EMPTY;
        for (Mark mark : byHeight.stream()
                .filter(mark -> !moved.containsKey(mark.member()))
                .limit(2)
                .toList()) {
            lowest = lowest.with(mark.member().value(), mark.at().value());
        }
        for (Map.Entry<UserId, MessageId> mark : moved.entrySet()) {
            lowest = lowest.with(mark.getKey().value(), mark.getValue().value());
        }
        return lowest;
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
