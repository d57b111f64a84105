package io.vestnik.checker;

import java.util.Arrays;
import java.util.BitSet;
import java.util.UUID;

/// The record of one chat: which message has which id, from all sources.
///
/// A message is identified by its sender and by the number of its send, both of which its text contains. The events of
/// all connections, the acknowledgements, and finally the history are compared with the same ledger. Not thread-safe.
public final class Ledger {
    static final long NONE = 0;

    /// The sender of a message without a readable text, such as a deleted one.
    public static final int NO_SENDER = -1;

    private static final int SENDER_SHIFT = 32;
    private static final long NUMBER_MASK = 0xFFFF_FFFFL;

    /// The maximum number of ids of a run. It bounds the memory that a wrong id can take: a run has far fewer messages.
    private static final long IDS_MAX = 50_000_000;

    private final UUID chatId;
    private final long high;
    private final long low;
    private final Breaches breaches;

    /// The id of the last message before the run. The ledger ignores messages up to this id.
    private final long firstId;

    private final long firstVersion;
    private long[] sends = new long[1024];
    private long[] versions = {};
    private long[] sentAt = {};
    private long last;
    private long lastVersion;
    private long lastAcknowledged;
    private final BitSet acknowledged = new BitSet();
    private final BitSet first = new BitSet();
    private final BitSet read = new BitSet();

    /// Makes an empty record.
    ///
    /// @param lastId the id of the chat's last message before the run; 0 = none
    /// @param version the chat's version before the run; 0 = the run creates the chat
    public Ledger(UUID chatId, long lastId, long version, Breaches breaches) {
        this.chatId = chatId;
        this.high = chatId.getMostSignificantBits();
        this.low = chatId.getLeastSignificantBits();
        this.firstId = lastId;
        this.firstVersion = version;
        this.last = lastId;
        this.lastVersion = version;
        this.breaches = breaches;
    }

    /// The id of the chat.
    public UUID chatId() {
        return chatId;
    }

    /// The upper half of the chat's id.
    public long high() {
        return high;
    }

    /// The lower half of the chat's id.
    public long low() {
        return low;
    }

    /// Whether the chat has this id, given as the upper and the lower half of the UUID.
    public boolean is(long chatHigh, long chatLow) {
        return high == chatHigh && low == chatLow;
    }

    /// The id of the last message before the run.
    public long firstId() {
        return firstId;
    }

    /// The chat's version before the run.
    public long firstVersion() {
        return firstVersion;
    }

    /// The highest message id that an event or an acknowledgement contained.
    public long last() {
        return last;
    }

    /// The highest version that any connection received.
    public long lastVersion() {
        return lastVersion;
    }

    /// The highest id of an acknowledged message; 0 = none. A message that is sent from now on must get a higher id.
    public long lastAcknowledged() {
        return lastAcknowledged;
    }

    /// Records a message that an event, an acknowledgement or the history contained.
    ///
    /// @param version the chat's version at that time; 0 = not known
    /// @param sender the index of the sender; [#NO_SENDER] if the text does not tell
    /// @param number the number of the send among those of the sender, below 2³²
    public void seen(long id, long version, int sender, long number) {
        lastVersion = Math.max(lastVersion, version);
        if (!isPossible(id)) {
            return;
        }
        last = Math.max(last, id);
        if (sender == NO_SENDER) {
            return;
        }
        int at = indexOf(id);
        if (at >= sends.length) {
            sends = Arrays.copyOf(sends, Math.max(sends.length * 2, at + 1));
        }
        long what = pack(sender, number);
        long known = sends[at];
        if (known == NONE) {
            sends[at] = what;
        } else if (known != what) {
            breaches.add(
                    Law.L1,
                    Breach.OUT_OF_ORDER,
                    chatId + " " + id + ": seen as " + name(known) + " and as " + name(what));
        }
    }

    private boolean isPossible(long id) {
        if (id <= firstId) {
            breaches.add(
                    Law.L1, Breach.OUT_OF_ORDER, chatId + " " + id + ": a new message with an id from before the run");
            return false;
        }
        if (id - firstId > IDS_MAX) {
            breaches.add(Law.L1, Breach.HOLE, chatId + " " + id + ": no run has so many messages");
            return false;
        }
        return true;
    }

    /// Records the state of a message that was passed to [#seen] before.
    ///
    /// @param version the version of the message
    /// @param sentMillis the time of the message, in milliseconds since 1970
    void state(long id, long version, long sentMillis, boolean isRead) {
        if (!covers(id)) {
            return;
        }
        int at = indexOf(id);
        if (at >= versions.length) {
            int length = Math.max(Math.max(16, versions.length * 2), at + 1);
            versions = Arrays.copyOf(versions, length);
            sentAt = Arrays.copyOf(sentAt, length);
        }
        versions[at] = Math.max(versions[at], version);
        if (sentAt[at] == NONE) {
            sentAt[at] = sentMillis;
        } else if (sentAt[at] != sentMillis) {
            breaches.add(
                    Law.L1,
                    Breach.OUT_OF_ORDER,
                    chatId + " " + id + ": sentAt was " + sentAt[at] + " and is " + sentMillis);
        }
        if (isRead) {
            read.set(at);
        }
    }

    /// The highest version of a message that a source contained; 0 = none.
    long version(long id) {
        return covers(id) && indexOf(id) < versions.length ? versions[indexOf(id)] : 0;
    }

    /// Whether a source contained the message as read by all members.
    boolean isRead(long id) {
        return covers(id) && read.get(indexOf(id));
    }

    /// The sender and number of the message with an id, as [#pack] makes them; [#NONE] = not known.
    long send(long id) {
        return covers(id) && indexOf(id) < sends.length ? sends[indexOf(id)] : NONE;
    }

    /// Records the acknowledgement of a first attempt.
    public void acknowledged(long id) {
        if (!covers(id)) {
            return;
        }
        int at = indexOf(id);
        if (first.get(at)) {
            breaches.add(Law.L2, Breach.DOUBLED, chatId + " " + id + ": two answers have duplicate: false");
        }
        first.set(at);
        acknowledgedAgain(id);
    }

    /// Records the acknowledgement of a retry. It contains the message that an earlier attempt stored.
    public void acknowledgedAgain(long id) {
        if (covers(id)) {
            acknowledged.set(indexOf(id));
            lastAcknowledged = Math.max(lastAcknowledged, id);
        }
    }

    /// Records the chat's state on the server at the end of the run, which may be newer than all events.
    public void recordServerState(long lastId, long version) {
        last = Math.max(last, Math.min(lastId, firstId + IDS_MAX));
        lastVersion = Math.max(lastVersion, version);
    }

    /// Checks at the end of the run that each send was stored under one id only, and that each sender's messages have
    /// the order of the sends. The order is a law only if each sender used one connection.
    ///
    /// @param senders the number of senders
    public void judge(int senders) {
        long[] newest = new long[senders];
        for (long id = firstId + 1; id <= last; id++) {
            long what = send(id);
            if (what == NONE) {
                // No source contained this id. The checks of the connections and of the history report the gap.
                continue;
            }
            int sender = sender(what);
            long number = what & NUMBER_MASK;
            if (sender >= senders) {
                breaches.add(Law.L7, Breach.LEAKED, chatId + " " + id + ": a message of no user of this run");
            } else if (number < newest[sender]) {
                breaches.add(
                        Law.L9,
                        Breach.OUT_OF_ORDER,
                        chatId + " " + id + ": " + name(what) + " after number " + newest[sender]);
            } else if (number == newest[sender]) {
                breaches.add(Law.L2, Breach.DOUBLED, chatId + " " + id + ": " + name(what) + " is stored again");
            } else {
                newest[sender] = number;
            }
        }
    }

    /// Checks at the end of the run that each send was stored under one id only.
    ///
    /// @return the sends that were stored, as [#pack] makes them, in ascending order
    long[] judgeDoubles() {
        long[] sorted = Arrays.copyOf(sends, (int) Math.min(sends.length, last - firstId));
        Arrays.sort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] != NONE && sorted[i] == sorted[i - 1]) {
                breaches.add(Law.L2, Breach.DOUBLED, chatId + ": " + name(sorted[i]) + " is stored again");
            }
        }
        return sorted;
    }

    /// Whether a message with this id was acknowledged.
    public boolean isAcknowledged(long id) {
        return covers(id) && acknowledged.get(indexOf(id));
    }

    /// Whether an answer with `duplicate: false` had this id.
    boolean isAnsweredFirst(long id) {
        return covers(id) && first.get(indexOf(id));
    }

    private boolean covers(long id) {
        return id > firstId && id - firstId <= IDS_MAX;
    }

    private int indexOf(long id) {
        return Math.toIntExact(id - firstId - 1);
    }

    /// The sender and the number of a send as one value that is not [#NONE].
    static long pack(int sender, long number) {
        return ((long) (sender + 1) << SENDER_SHIFT) | (number & NUMBER_MASK);
    }

    /// The sender of a send, as [#pack] stored it.
    static int sender(long what) {
        return (int) (what >>> SENDER_SHIFT) - 1;
    }

    /// The number of a send, as [#pack] stored it.
    static int number(long what) {
        return Math.toIntExact(what & NUMBER_MASK);
    }

    static String name(long what) {
        return "#" + sender(what) + ":" + (what & NUMBER_MASK);
    }
}
