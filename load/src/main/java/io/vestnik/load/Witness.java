package io.vestnik.load;

import java.util.HashSet;
import java.util.Set;

/// One connection's sight of one chat: versions must come as n+1 after n, messages likewise.
///
/// What is left out is remembered, so that what comes late is told apart from what comes twice. For one thread.
final class Witness {

    /// A server that leaves out more than this has been found out long before.
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

    /// The newest version seen.
    long version() {
        return version;
    }

    /// How many versions it has not seen up to its newest.
    long missing() {
        return missing.size() + missingUncounted;
    }

    /// How far the connection heard that everyone has read.
    long allRead() {
        return allRead;
    }

    /// Its connection ended: what comes after is not for it to see.
    void gone() {
        gone = true;
    }

    boolean isGone() {
        return gone;
    }

    /// A message came, as an event or in the place of one.
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

    /// Anything came that moves the cursor.
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

    /// Everyone has read what this connection's person wrote.
    void allRead(long upTo) {
        if (upTo <= allRead) {
            breaches.add(Breach.READ_MARK, who + " " + ledger.chatId + ": allRead " + upTo + " after " + allRead);
        } else if (upTo > ledger.last()) {
            breaches.add(Breach.READ_MARK, who + " " + ledger.chatId + ": allRead " + upTo + " past the last message");
        }
        allRead = Math.max(allRead, upTo);
    }

    /// At the end: whatever anybody saw of this chat came here too.
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
