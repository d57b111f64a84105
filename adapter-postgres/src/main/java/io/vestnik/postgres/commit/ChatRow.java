package io.vestnik.postgres.commit;

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
import io.vestnik.postgres.connection.Codecs;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The row of a chat whose lock the transaction holds, updated as its changes are decided: the one place that counts
/// versions and decides floors. Owned by one thread.
public final class ChatRow {
    /// The columns that [#ChatRow] reads.
    static final String COLUMNS =
            "c.id, c.kind, c.version, c.last_id, c.activity_at, c.open, c.member_count, c.marks_version,"
                    + " c.everyone_floor, c.departed_floor, c.low1_user, c.low1, c.low2_user, c.low2";

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

    ChatRow(ResultSet row) throws SQLException {
        kind = Codecs.CHAT_KIND.get(row, "kind");
        head = new ChatHead(
                Codecs.CHAT_ID.get(row, "id"),
                new ChatVersion(row.getLong("version")),
                new MessageId(row.getLong("last_id")),
                Codecs.INSTANT.get(row, "activity_at"),
                row.getBoolean("open"));
        memberCount = row.getInt("member_count");
        marksVersion = Codecs.MARKS_VERSION.get(row, "marks_version");
        floor = new ReadFloor(
                new MessageId(row.getLong("everyone_floor")), new MessageId(row.getLong("departed_floor")));
        lowest = new Lowest(
                row.getObject("low1_user", UUID.class),
                row.getLong("low1"),
                row.getObject("low2_user", UUID.class),
                row.getLong("low2"));
    }

    ChatId id() {
        return head.chatId();
    }

    ChatKind kind() {
        return kind;
    }

    ChatHead head() {
        return head;
    }

    ReadFloor floor() {
        return floor;
    }

    Lowest lowest() {
        return lowest;
    }

    MarksVersion marksVersion() {
        return marksVersion;
    }

    int memberCount() {
        return memberCount;
    }

    /// Whether the row must be written.
    boolean changed() {
        return changed;
    }

    boolean memberCountChanged() {
        return memberCountChanged;
    }

    boolean deleted() {
        return deleted;
    }

    /// The row was written as it is now.
    void written() {
        changed = false;
        memberCountChanged = false;
    }

    /// One more message was posted.
    void posted(Instant now) {
        head = head.posted(now);
        changed = true;
    }

    /// The version that another change takes.
    public ChatVersion takeVersion() {
        head = head.changed();
        changed = true;
        return head.version();
    }

    void memberCount(int now) {
        memberCount = now;
        memberCountChanged = true;
        changed = true;
    }

    /// The marks of other members count than before: a member joined, left, or is dormant or active again.
    public void countedMarksChanged() {
        lowestUnknown = true;
        changed = true;
    }

    /// The mark of a member no longer counts, so messages may be read that were not before.
    public void markDeparted() {
        countedMarksChanged();
        departed = true;
    }

    /// The group is deleted with all its contents.
    void delete() {
        deleted = true;
        changed = true;
    }

    /// A mark moved forward.
    void read(UserId reader, MessageId from, MessageId to) {
        reads.merge(reader, new Read(reader, from, to), (first, next) -> new Read(reader, first.from(), next.to()));
        changed = true;
    }

    boolean marksMoved() {
        return !reads.isEmpty();
    }

    /// Whether messages may be read that were not before.
    boolean floorsToDecide() {
        return departed || marksMoved();
    }

    /// Whether the two lowest marks must be read again: a mark that moved may have been one of them, and other members
    /// may have the lowest marks now.
    boolean lowestToLookUp() {
        return lowestUnknown
                || (memberCount > 2
                        && reads.values().stream().anyMatch(read -> read.from().value() <= lowest.mark2()));
    }

    /// Sets the two lowest marks that were read again.
    void lowest(Lowest found) {
        lowest = found;
        lowestUnknown = false;
        changed = true;
    }

    /// Decides up to where all members have read. Call it once all marks have their final values and, if
    /// [#lowestToLookUp], the lowest were read again.
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

    /// The event of a decision that moved something; takes a version of the marks.
    MarksMoved marksMovedBy(ReadFloor.Decided decided) {
        marksVersion = marksVersion.next();
        List<Read> moved = new ArrayList<>(reads.values());
        return new MarksMoved(id(), marksVersion, head.version(), moved, decided.floors(), memberCount);
    }
}
