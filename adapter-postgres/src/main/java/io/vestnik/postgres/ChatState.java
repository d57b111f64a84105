package io.vestnik.postgres;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.event.ChatEvent.MarksMoved;
import io.vestnik.domain.event.ChatEvent.Read;
import io.vestnik.domain.message.ChatHead;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.MarksVersion;
import io.vestnik.domain.read.ReadFloor;
import io.vestnik.domain.user.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The row of a locked chat, updated as the changes of a batch are decided. Owned by one thread.
final class ChatState {
    /// The columns that [#ChatState] reads.
    static final String COLUMNS = "c.id, c.version, c.last_id, c.activity_at, c.open, c.member_count, c.marks_version,"
            + " c.everyone_floor, c.departed_floor, c.low1_user, c.low1, c.low2_user, c.low2";

    private ChatHead head;
    private int memberCount;
    private long marksVersion;
    private ReadFloor floor;
    private Lowest lowest;
    private final Map<UserId, Read> reads = new LinkedHashMap<>();
    private boolean changed;

    ChatState(ResultSet row) throws SQLException {
        head = new ChatHead(
                new ChatId(row.getObject("id", UUID.class)),
                new ChatVersion(row.getLong("version")),
                new MessageId(row.getLong("last_id")),
                row.getObject("activity_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("open"));
        memberCount = row.getInt("member_count");
        marksVersion = row.getLong("marks_version");
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

    ChatHead head() {
        return head;
    }

    ReadFloor floor() {
        return floor;
    }

    Lowest lowest() {
        return lowest;
    }

    long marksVersion() {
        return marksVersion;
    }

    int memberCount() {
        return memberCount;
    }

    boolean changed() {
        return changed;
    }

    /// One more message was posted.
    void posted(Instant now) {
        head = head.posted(now);
        changed = true;
    }

    /// Another change took a version.
    void changedOtherwise() {
        head = head.changed();
        changed = true;
    }

    void memberCount(int now) {
        memberCount = now;
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

    /// Whether the two lowest marks must be read again: a mark that moved may have been one of them, and other members
    /// may have the lowest marks now.
    boolean lowestToLookUp() {
        return memberCount > 2
                && reads.values().stream().anyMatch(read -> read.from().value() <= lowest.mark2());
    }

    /// Sets the two lowest marks that were read again.
    void lowest(Lowest found) {
        lowest = found;
        changed = true;
    }

    /// Decides up to where all members have read. Call it once all marks have their final values and, if
    /// [#lowestToLookUp], the lowest were read again.
    ReadFloor.Decided decideFloor() {
        if (memberCount <= 2) {
            reads.values()
                    .forEach(read -> lowest =
                            lowest.moved(read.userId().value(), read.to().value()));
        }
        ReadFloor.Decided decided = floor.decide(lowest.marks());
        floor = decided.floor();
        marksVersion++;
        changed = true;
        return decided;
    }

    MarksMoved marksMovedBy(ReadFloor.Decided decided) {
        List<Read> moved = new ArrayList<>(reads.values());
        return new MarksMoved(
                id(), new MarksVersion(marksVersion), head.version(), moved, decided.floors(), memberCount);
    }
}
