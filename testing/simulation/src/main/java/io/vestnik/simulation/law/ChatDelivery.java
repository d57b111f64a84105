package io.vestnik.simulation.law;

import io.vestnik.domain.user.UserId;
import java.util.HashMap;
import java.util.Map;

/// What one connection has been told about one chat.
final class ChatDelivery {
    private static final long UNKNOWN = -1;

    private final Map<UserId, Long> readUpTo = new HashMap<>();
    private long version = UNKNOWN;
    private long allReadUpTo = UNKNOWN;
    private boolean removed;
    private boolean resumed;

    boolean known() {
        return version != UNKNOWN;
    }

    /// The last version that the connection has delivered; -1 if none, and none was resumed from.
    long version() {
        return version;
    }

    /// Sets the version that the client has, before the connection delivers anything.
    void resumeFrom(long cursor) {
        version = cursor;
        resumed = true;
    }

    void moveTo(long newVersion) {
        version = newVersion;
        resumed = false;
    }

    /// Whether the chat may begin again at a version: a chat never goes back on one connection.
    boolean canEnter(long newVersion) {
        return resumed || newVersion > version;
    }

    boolean removed() {
        return removed;
    }

    void remove() {
        removed = true;
        version = UNKNOWN;
        allReadUpTo = UNKNOWN;
        readUpTo.clear();
    }

    void enter(long newVersion) {
        removed = false;
        moveTo(newVersion);
    }

    /// Records a mark; returns whether it is above the previous mark of this user on this connection. The marks before
    /// `live` do not count: an event from the time of the replay may repeat them.
    boolean raise(UserId reader, long upTo) {
        Long before = readUpTo.put(reader, upTo);
        return before == null || upTo > before;
    }

    /// Records the mark up to which all have read; returns whether it is above the previous one on this connection.
    boolean raiseAllRead(long upTo) {
        boolean rises = upTo > allReadUpTo;
        allReadUpTo = Math.max(allReadUpTo, upTo);
        return rises;
    }
}
