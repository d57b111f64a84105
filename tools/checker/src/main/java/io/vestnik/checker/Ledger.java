package io.vestnik.checker;

import java.util.Arrays;
import java.util.UUID;

/// The record of one chat: which message has which id, from all sources.
///
/// A message is identified by its sender and by the number of its send, both of which its text contains. The events of
/// all connections, the acknowledgements, and finally the history are compared with the same ledger. Not thread-safe.
public final class Ledger {
    private static final long NONE = 0;
    private static final int SENDER_SHIFT = 32;

    private final UUID chatId;
    private final long high;
    private final long low;
    private final Breaches breaches;

    /// The id of the last message before the run. The ledger ignores messages up to this id.
    private final long firstId;

    private final long firstVersion;
    private long[] sends = new long[1024];
    private long last;
    private long lastVersion;
    private long[] acknowledged = new long[16];

    /// Makes an empty record.
    ///
    /// @param lastId the id of the chat's last message before the run; 0 = none
    /// @param version the chat's version before the run
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

    /// Records a message that an event, an acknowledgement or the history contained.
    public void seen(long id, long version, int sender, long number) {
        lastVersion = Math.max(lastVersion, version);
        if (id <= firstId) {
            breaches.add(Breach.OUT_OF_ORDER, chatId + " " + id + ": a new message with an id from before the run");
            return;
        }
        last = Math.max(last, id);
        int at = indexOf(id);
        long what = ((long) (sender + 1) << SENDER_SHIFT) | number;
        long known = sends[at];
        if (known == NONE) {
            sends[at] = what;
        } else if (known != what) {
            breaches.add(Breach.OUT_OF_ORDER, chatId + " " + id + ": seen as " + name(known) + " and as " + name(what));
        }
    }

    /// Records the acknowledgement of a first attempt.
    public void acknowledged(long id) {
        int at = indexOf(id);
        if (at / Long.SIZE >= acknowledged.length) {
            acknowledged = Arrays.copyOf(acknowledged, Math.max(acknowledged.length * 2, at / Long.SIZE + 1));
        }
        long bit = 1L << (at % Long.SIZE);
        if ((acknowledged[at / Long.SIZE] & bit) != 0) {
            breaches.add(Breach.DOUBLED, chatId + " " + id + ": one id acknowledged for two sends");
        }
        acknowledged[at / Long.SIZE] |= bit;
    }

    /// Records the acknowledgement of a retry. It contains the message that an earlier attempt stored.
    public void acknowledgedAgain(long id) {
        if (!isAcknowledged(id)) {
            acknowledged(id);
        }
    }

    /// Records the chat's state on the server at the end of the run, which may be newer than all events.
    public void recordServerState(long lastId, long version) {
        last = Math.max(last, lastId);
        lastVersion = Math.max(lastVersion, version);
    }

    /// Checks at the end of the run that each send was stored under one id only, and that each sender's messages have
    /// the order of the sends.
    ///
    /// @param senders the number of senders
    public void judge(int senders) {
        long[] newest = new long[senders];
        for (long id = firstId + 1; id <= last; id++) {
            long what = sends[indexOf(id)];
            if (what == NONE) {
                // No source contained this id. The checks of the connections and of the history report the gap.
                continue;
            }
            int sender = (int) (what >>> SENDER_SHIFT) - 1;
            long number = what & 0xFFFF_FFFFL;
            if (sender >= senders) {
                breaches.add(Breach.LEAKED, chatId + " " + id + ": a message of no user of this run");
            } else if (number < newest[sender]) {
                breaches.add(
                        Breach.OUT_OF_ORDER, chatId + " " + id + ": " + name(what) + " after number " + newest[sender]);
            } else if (number == newest[sender]) {
                breaches.add(Breach.DOUBLED, chatId + " " + id + ": " + name(what) + " is stored again");
            } else {
                newest[sender] = number;
            }
        }
    }

    /// Whether a message with this id was acknowledged.
    public boolean isAcknowledged(long id) {
        int at = indexOf(id);
        return at / Long.SIZE < acknowledged.length && (acknowledged[at / Long.SIZE] & (1L << (at % Long.SIZE))) != 0;
    }

    private int indexOf(long id) {
        long at = id - firstId - 1;
        if (at >= sends.length) {
            sends = Arrays.copyOf(sends, (int) Math.max(sends.length * 2L, at + 1));
        }
        return (int) at;
    }

    private static String name(long what) {
        return "#" + ((what >>> SENDER_SHIFT) - 1) + ":" + (what & 0xFFFF_FFFFL);
    }
}
