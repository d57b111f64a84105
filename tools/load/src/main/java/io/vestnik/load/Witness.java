package io.vestnik.load;

import java.util.HashSet;
import java.util.Set;

/// The events of one chat on one connection: versions must be n+1 after n, message ids likewise.
///
/// Omitted versions are recorded, so that late ones are distinguished from repeated ones. For one thread.
final class Witness {

    /// A server that omits more than this has been detected long before.
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

    Witness(String who, Ledger ledger, Breaches breaches) {
        this.who = who;
        this.ledger = ledger;
        this.breaches = breaches;
        this.version = ledger.firstVersion();
        this.lastId = ledger.firstId();
    }

    Ledger ledger() {
        return ledger;
    }

    /// The newest received version.
    long version() {
        return version;
    }

    /// The number of omitted versions up to the newest.
    long missing() {
        return missing.size() + missingUncounted;
    }

    /// The last message that this connection received as read by all.
    long allRead() {
        return allRead;
    }

    /// The connection ended: later events are not expected.
    void gone() {
        gone = true;
    }

    boolean isGone() {
        return gone;
    }

    /// A message arrived, as an event or as an answer in its place.
    void message(long at, long id, int sender, long number) {
        boolean next = at == version + 1;
        version(at);
        if (next && id != lastId + 1) {
            breaches.add(
                    id <= lastId ? Breach.DOUBLED : Breach.HOLE,
                    who + " " + ledger.chatId + ": message " + id + " after " + lastId + " at version " + at);
        }
        lastId = Math.max(lastId, id);
        ledger.seen(id, at, sender, number);
    }

    /// Any event that moves the cursor arrived.
    void version(long at) {
        if (at == version + 1) {
            version = at;
        } else if (at > version) {
            breaches.add(Breach.HOLE, who + " " + ledger.chatId + ": version " + at + " after " + version);
            for (long left = version + 1; left < at; left++) {
                if (missing.size() < MISSING_MAX) {
                    missing.add(left);
                } else {
                    missingUncounted++;
                }
            }
            version = at;
        } else if (missing.remove(at)) {
            breaches.add(Breach.OUT_OF_ORDER, who + " " + ledger.chatId + ": version " + at + " after " + version);
        } else {
            breaches.add(Breach.DOUBLED, who + " " + ledger.chatId + ": version " + at + " again, at " + version);
        }
    }

    /// All other members have read the messages of this connection's user.
    void allRead(long upTo) {
        if (upTo <= allRead) {
            breaches.add(Breach.READ_MARK, who + " " + ledger.chatId + ": allRead " + upTo + " after " + allRead);
        } else if (upTo > ledger.last()) {
            breaches.add(Breach.READ_MARK, who + " " + ledger.chatId + ": allRead " + upTo + " past the last message");
        }
        allRead = Math.max(allRead, upTo);
    }

    /// At the end: checks that this connection received all that any other received of this chat.
    void judge() {
        if (!gone) {
            long behind = ledger.lastVersion() - version + missing();
            if (behind > 0) {
                breaches.add(
                        Breach.LOST,
                        behind,
                        who + " " + ledger.chatId + ": never saw " + behind + " versions up to "
                                + ledger.lastVersion());
            }
        }
    }
}
