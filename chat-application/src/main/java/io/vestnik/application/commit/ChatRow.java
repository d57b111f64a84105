package io.vestnik.application.commit;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.event.ChatEvent.MarksMoved;
import io.vestnik.domain.event.ChatEvent.Read;
import io.vestnik.domain.message.ChatHead;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.MarksVersion;
import io.vestnik.domain.read.ReadFloor;
import io.vestnik.domain.user.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The row of a chat whose lock the transaction holds. Each accepted change of the chat updates this object. No other
/// class of the store counts versions or computes read floors. Owned by one thread.
public final class ChatRow {
    /// The values of a chat's row.
    ///
    /// @param head the end of the log, with the version of the chat
    /// @param memberCount the number of members
    /// @param lowest the two lowest read marks
    public record Values(
            ChatKind kind, ChatHead head, int memberCount, MarksVersion marksVersion, ReadFloor floor, Lowest lowest) {}

    private final ChatKind kind;
    private ChatHead head;
    private int memberCount;
    private MarksVersion marksVersion;
    private ReadFloor floor;
    private Lowest lowest;
    private final Map<UserId, Read> reads = new LinkedHashMap<>();
    private boolean changed;
    private boolean memberCountChanged;
    private boolean lowestUnknown;
    private boolean departed;
    private boolean deleted;

    /// @param stored the values of the stored row
    public ChatRow(Values stored) {
        kind = stored.kind();
        head = stored.head();
        memberCount = stored.memberCount();
        marksVersion = stored.marksVersion();
        floor = stored.floor();
        lowest = stored.lowest();
    }

    /// The id of the chat.
    public ChatId id() {
        return head.chatId();
    }

    /// The end of the chat's log, with the changes of the transaction.
    public ChatHead head() {
        return head;
    }

    ReadFloor floor() {
        return floor;
    }

    MarksVersion marksVersion() {
        return marksVersion;
    }

    /// The present values of the row, with the changes of the transaction.
    public Values values() {
        return new Values(kind, head, memberCount, marksVersion, floor, lowest);
    }

    /// Whether the row differs from the stored row.
    public boolean changed() {
        return changed;
    }

    /// Whether the number of members differs from the stored number.
    public boolean memberCountChanged() {
        return memberCountChanged;
    }

    /// Whether the transaction deletes the group.
    public boolean deleted() {
        return deleted;
    }

    /// Records that the row is stored in its current state.
    public void written() {
        changed = false;
        memberCountChanged = false;
    }

    /// Adds a message: takes the chat's next message id and next version.
    void posted(Instant now) {
        head = head.posted(now);
        changed = true;
    }

    /// Takes the next version of the chat for a change.
    public ChatVersion takeVersion() {
        head = head.changed();
        changed = true;
        return head.version();
    }

    /// Sets the number of members.
    public void memberCount(int now) {
        memberCount = now;
        memberCountChanged = true;
        changed = true;
    }

    /// Records that the two lowest read marks must be read again. A member joined, left, was disabled or was enabled
    /// again, so that a mark began or ceased to count.
    public void countedMarksChanged() {
        lowestUnknown = true;
        changed = true;
    }

    /// Records that the read mark of a member no longer counts, because the member left or was disabled. So the read
    /// floors may rise.
    public void markDeparted() {
        countedMarksChanged();
        departed = true;
    }

    /// Marks the group as deleted with all its contents.
    public void delete() {
        deleted = true;
        changed = true;
    }

    /// Records that a read mark moved forward.
    void read(UserId reader, MessageId from, MessageId to) {
        reads.merge(reader, new Read(reader, from, to), (first, next) -> new Read(reader, first.from(), next.to()));
        changed = true;
    }

    boolean marksMoved() {
        return !reads.isEmpty();
    }

    /// Whether the read floors must be computed again: a mark moved, or the mark of a member no longer counts.
    boolean floorsToDecide() {
        return departed || marksMoved();
    }

    /// Whether the two lowest marks must be read again from the store, because they may now be the marks of other
    /// members. This is so after one of the two marks moved in a chat of more than two members, and after a member
    /// joined, left, was disabled or was enabled again.
    public boolean lowestToLookUp() {
        return lowestUnknown
                || (memberCount > 2
                        && reads.values().stream().anyMatch(read -> read.from().value() <= lowest.mark2()));
    }

    /// Sets the two lowest marks, as read again from the store.
    public void lowest(Lowest found) {
        lowest = found;
        lowestUnknown = false;
        changed = true;
    }

    /// Computes up to which message all members have read. Called after all marks have their final values. If
    /// [#lowestToLookUp] is true, the caller first sets the two lowest marks by [#lowest(Lowest)].
    ReadFloor.Decided decideFloors() {
        if (memberCount <= 2) {
            reads.values()
                    .forEach(read -> lowest =
                            lowest.moved(read.userId().value(), read.to().value()));
        }
        ReadFloor.Decided decided = floor.decide(lowest.marks());
        floor = decided.floor();
        changed = true;
        return decided;
    }

    /// Takes the next marks version, and returns the event that reports the moved marks and the new read floors.
    MarksMoved marksMovedBy(ReadFloor.Decided decided) {
        marksVersion = marksVersion.next();
        List<Read> moved = new ArrayList<>(reads.values());
        return new MarksMoved(id(), marksVersion, head.version(), moved, decided.floors(), memberCount);
    }
}
