package io.vestnik.checker;

import java.util.HashSet;
import java.util.Set;

/// Checks the events of one chat on one connection. During a replay the versions rise; from `live` on, version n+1
/// follows n, and the ids of new messages likewise.
///
/// Omitted versions are remembered, so that a late version can be distinguished from a repeated one. Not thread-safe.
public final class EventOrderCheck {
    static final long UNKNOWN = -1;

    /// The maximum number of omitted versions that are remembered; further ones are only counted.
    private static final int MISSING_MAX = 10_000;

    private final String who;
    private final Ledger ledger;
    private final Breaches breaches;
    private final Set<Long> missing = new HashSet<>();
    private long missingUncounted;
    private long version;
    private long lastId;
    private long lastOfSnapshot = UNKNOWN;

    /// The number of changes since the last new message that came as `skipped`. Each may stand for a new message.
    private long skips;

    /// The messages of which an answer with `duplicate: true` arrived before the event.
    private final Set<Long> answeredEarly = new HashSet<>();

    private long allRead;
    private boolean live;
    private boolean received;
    private boolean member = true;
    private boolean gone;

    /// Checks a connection that is live and has the state with which the ledger began.
    ///
    /// @param who names the connection in descriptions of violations
    public EventOrderCheck(String who, Ledger ledger, Breaches breaches) {
        this(who, ledger, breaches, ledger.firstVersion());
        this.lastId = ledger.firstId();
        this.live = true;
    }

    /// Checks a connection from its first frame on.
    ///
    /// @param version the version with which the client resumes; [#UNKNOWN] = none
    EventOrderCheck(String who, Ledger ledger, Breaches breaches, long version) {
        this.who = who;
        this.ledger = ledger;
        this.breaches = breaches;
        this.version = version;
        this.lastId = UNKNOWN;
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

    /// Whether the user is a member of the chat, as far as this connection knows.
    boolean isMember() {
        return member;
    }

    /// Whether an event with a version arrived on this connection.
    boolean hasReceived() {
        return received;
    }

    /// Records the end of the replay.
    void live() {
        live = true;
    }

    /// Records a new message that arrived in an event, or in an answer that stands in for the event.
    ///
    /// @param at the version of the event
    public void message(long at, long id, int sender, long number) {
        message(at, id, false);
        ledger.seen(id, at, sender, number);
    }

    /// Records the version and id of a message.
    ///
    /// @param changed whether the message was changed since it was sent
    void message(long at, long id, boolean changed) {
        boolean next = version(at);
        if (changed) {
            // The event of the new message may have been skipped. An unknown last id stays unknown: the message may be
            // an old one.
            lastId = lastId == UNKNOWN ? UNKNOWN : Math.max(lastId, id);
            return;
        }
        if (!answeredEarly.isEmpty() && answeredEarly.remove(id)) {
            breaches.add(
                    Law.L4, Breach.OUT_OF_ORDER, described("message " + id + " after the answer to its repeat", at));
        }
        if (next && lastId != UNKNOWN && id <= lastId) {
            breaches.add(Law.L4, Breach.DOUBLED, described("message " + id + " after " + lastId, at));
        }
        long atMost = Math.max(lastId, lastOfSnapshot);
        if (next && live && atMost != UNKNOWN && id > atMost + 1 + skips) {
            breaches.add(Law.L1, Breach.HOLE, described("message " + id + " after " + atMost, at));
        }
        skips = 0;
        lastId = Math.max(lastId, id);
    }

    private String described(String what, long at) {
        return who + " " + ledger.chatId() + ": " + what + " at version " + at;
    }

    /// Records an answer with `duplicate: true`. It follows the event of its message, if that event comes at all.
    void duplicate(long id) {
        if (live && member && lastId != UNKNOWN && id > lastId + skips) {
            answeredEarly.add(id);
        }
    }

    /// Records a version for which `skipped` came in place of the event.
    void skipped(long at) {
        version(at);
        skips++;
    }

    /// Records the version of an event that moves the cursor.
    ///
    /// @return whether the version is the expected one
    public boolean version(long at) {
        received = true;
        if (!member) {
            breaches.add(Law.L7, Breach.LEAKED, described("an event after removed", at));
            return false;
        }
        if (version == UNKNOWN || at == version + 1 || (!live && at > version)) {
            version = at;
            return true;
        }
        if (at > version) {
            breaches.add(Law.L4, Breach.HOLE, who + " " + ledger.chatId() + ": version " + at + " after " + version);
            for (long left = version + 1; left < at; left++) {
                if (missing.size() < MISSING_MAX) {
                    missing.add(left);
                } else {
                    missingUncounted += at - left;
                    break;
                }
            }
            version = at;
        } else if (missing.remove(at)) {
            breaches.add(
                    Law.L4, Breach.OUT_OF_ORDER, who + " " + ledger.chatId() + ": version " + at + " after " + version);
        } else {
            breaches.add(
                    Law.L4, Breach.DOUBLED, who + " " + ledger.chatId() + ": version " + at + " again, at " + version);
        }
        return false;
    }

    /// Records a `gap`: the client loads the chat over HTTP, and events go on after this version.
    void gap(long at) {
        if (live) {
            breaches.add(Law.L4, Breach.HOLE, described("a gap after live", at));
        } else if (received && at <= version) {
            breaches.add(Law.L4, Breach.OUT_OF_ORDER, described("a gap after version " + version, at));
        }
        received = true;
        version = at;
        lastId = UNKNOWN;
        lastOfSnapshot = UNKNOWN;
        skips = 0;
    }

    /// Records a full `chat`: the user joined, or the chat was not listed in `since`.
    ///
    /// @param last the id of the chat's last message
    void fullChat(long at, long last) {
        // A snapshot may be sent again, which changes nothing.
        if (received && at < version) {
            breaches.add(Law.L4, Breach.OUT_OF_ORDER, described("a full chat after version " + version, at));
        }
        received = true;
        member = true;
        version = Math.max(version, at);
        // The chat may have been read after it had reached this version, so `last` may arrive again.
        lastId = last == 0 ? 0 : UNKNOWN;
        lastOfSnapshot = last;
        skips = 0;
    }

    /// Records a `removed`: no event of the chat may follow, until a full `chat` comes.
    void removed() {
        member = false;
    }

    /// Records an `allRead` event: all other members have read this user's messages up to an id.
    public void allRead(long upTo) {
        if (!member) {
            breaches.add(Law.L7, Breach.LEAKED, who + " " + ledger.chatId() + ": allRead after removed");
        }
        if (upTo <= allRead) {
            breaches.add(
                    Law.L5, Breach.READ_MARK, who + " " + ledger.chatId() + ": allRead " + upTo + " after " + allRead);
        }
        allRead = Math.max(allRead, upTo);
    }

    /// Checks at the end of the run that the connection received every version of the chat that any connection
    /// received, and that no `allRead` was past the last message.
    public void judge() {
        if (allRead > ledger.last()) {
            breaches.add(
                    Law.L5,
                    Breach.READ_MARK,
                    who + " " + ledger.chatId() + ": allRead " + allRead + " past the last message " + ledger.last());
        }
        if (!gone && member && version != UNKNOWN) {
            long behind = ledger.lastVersion() - version + missing();
            if (behind > 0) {
                breaches.add(
                        Law.L4,
                        Breach.LOST,
                        behind,
                        who + " " + ledger.chatId() + ": never saw " + behind + " versions up to "
                                + ledger.lastVersion());
            }
        }
    }
}
