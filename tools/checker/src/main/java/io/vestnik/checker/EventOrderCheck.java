package io.vestnik.checker;

import java.util.HashSet;
import java.util.Set;

/// Checks the events of one chat on one connection: version n+1 must follow n, and the ids of messages likewise.
///
/// Omitted versions are remembered, so that a late version can be distinguished from a repeated one. Not thread-safe.
public final class EventOrderCheck {

    /// The maximum number of omitted versions that are remembered; further ones are only counted.
    private static final int MISSING_MAX = 10_000;

    private final String who;
    private final Ledger ledger;
    private final Breaches breaches;
    private final Set<Long> missing = new HashSet<>();
    private long missingUncounted;
    private long version;
    private long lastId;
    private long allRead;
    private boolean gone;

    /// Checks a connection that has the state with which the ledger began.
    ///
    /// @param who names the connection in descriptions of violations
    public EventOrderCheck(String who, Ledger ledger, Breaches breaches) {
        this.who = who;
        this.ledger = ledger;
        this.breaches = breaches;
        this.version = ledger.firstVersion();
        this.lastId = ledger.firstId();
    }

    /// The highest version that the connection received.
    public long version() {
        return version;
    }

    /// The number of versions that were omitted so far.
    public long missing() {
        return missing.size() + missingUncounted;
    }

    /// The highest message id that an `allRead` event contained.
    public long allRead() {
        return allRead;
    }

    /// Records the end of the connection: no further events are expected.
    public void gone() {
        gone = true;
    }

    /// Whether the connection has ended.
    public boolean isGone() {
        return gone;
    }

    /// Records a message that arrived in an event, or in an answer that stands in for the event.
    public void message(long at, long id, int sender, long number) {
        boolean next = at == version + 1;
        version(at);
        if (next && id != lastId + 1) {
            breaches.add(
                    id <= lastId ? Breach.DOUBLED : Breach.HOLE,
                    who + " " + ledger.chatId() + ": message " + id + " after " + lastId + " at version " + at);
        }
        lastId = Math.max(lastId, id);
        ledger.seen(id, at, sender, number);
    }

    /// Records the version of an event that moves the cursor.
    public void version(long at) {
        if (at == version + 1) {
            version = at;
        } else if (at > version) {
            breaches.add(Breach.HOLE, who + " " + ledger.chatId() + ": version " + at + " after " + version);
            for (long left = version + 1; left < at; left++) {
                if (missing.size() < MISSING_MAX) {
                    missing.add(left);
                } else {
                    missingUncounted++;
                }
            }
            version = at;
        } else if (missing.remove(at)) {
            breaches.add(Breach.OUT_OF_ORDER, who + " " + ledger.chatId() + ": version " + at + " after " + version);
        } else {
            breaches.add(Breach.DOUBLED, who + " " + ledger.chatId() + ": version " + at + " again, at " + version);
        }
    }

    /// Records an `allRead` event: all other members have read this user's messages up to an id.
    public void allRead(long upTo) {
        if (upTo <= allRead) {
            breaches.add(Breach.READ_MARK, who + " " + ledger.chatId() + ": allRead " + upTo + " after " + allRead);
        } else if (upTo > ledger.last()) {
            breaches.add(
                    Breach.READ_MARK, who + " " + ledger.chatId() + ": allRead " + upTo + " past the last message");
        }
        allRead = Math.max(allRead, upTo);
    }

    /// Checks at the end of the run that the connection received every version of the chat that any connection
    /// received.
    public void judge() {
        if (!gone) {
            long behind = ledger.lastVersion() - version + missing();
            if (behind > 0) {
                breaches.add(
                        Breach.LOST,
                        behind,
                        who + " " + ledger.chatId() + ": never saw " + behind + " versions up to "
                                + ledger.lastVersion());
            }
        }
    }
}
