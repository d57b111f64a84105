package io.vestnik.checker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// What all clients together know of one chat. Not thread-safe.
final class ChatCheck {
    final UUID id;
    private final Breaches breaches;

    /// The record since the last fault that may lose messages.
    Ledger ledger;

    Membership membership = new Membership();

    /// The users who are not members at any time of the run.
    final Set<Integer> strangers = new HashSet<>();

    FinalCheck finals;

    /// The sends that are not acknowledged, by [Ledger#pack].
    private final Map<Long, OpenSend> open = new HashMap<>();

    /// The numbers of the answered sends of each client.
    private final Map<Integer, BitSet> answered = new HashMap<>();

    /// The sends of which an attempt ended without a definite answer.
    final Set<Long> unknown = new HashSet<>();

    /// The keys that a client deliberately repeated with other content.
    final Set<Long> otherContent = new HashSet<>();

    /// The ids of messages that were answered only as duplicates so far.
    private final Map<Long, Long> withoutFirst = new HashMap<>();

    /// The records before each fault that may lose messages, oldest first.
    private final List<Ledger> earlier = new ArrayList<>();

    /// The sends whose acknowledgement may be older than the last fault that may lose messages, with their ids.
    private final Map<Long, Long> uncertain = new HashMap<>();

    private final Map<Integer, Marks> marks = new HashMap<>();
    private AcknowledgedIds acknowledgedIds = new AcknowledgedIds();
    private long begun;

    /// A send before its first acknowledgement.
    static final class OpenSend {
        final long floor;
        final Object connection;
        final long position;
        long repeatedAt;
        long refusedAt = SendOrder.NEVER;

        OpenSend(long floor, Object connection, long position) {
            this.floor = floor;
            this.connection = connection;
            this.position = position;
            this.repeatedAt = position;
        }
    }

    /// The highest read marks that any client of a user received.
    static final class Marks {
        long readUpTo;
        long allReadUpTo;
    }

    ChatCheck(UUID id, Breaches breaches) {
        this.id = id;
        this.breaches = breaches;
        this.ledger = new Ledger(id, 0, 0, breaches);
        this.finals = new FinalCheck(this, breaches);
    }

    Marks marks(int user) {
        return marks.computeIfAbsent(user, unused -> new Marks());
    }

    /// The highest id that was acknowledged before a time.
    long acknowledgedBefore(long nanos) {
        return acknowledgedIds.before(nanos);
    }

    private boolean isAnswered(long what) {
        BitSet numbers = answered.get(Ledger.sender(what));
        return numbers != null && numbers.get(Ledger.number(what));
    }

    /// Whether an attempt that is not recorded yet is the first one of its message.
    boolean isFirstAttempt(long what) {
        return !isAnswered(what) && !open.containsKey(what);
    }

    /// Records a first attempt.
    ///
    /// @param connection the connection of the attempt, and `position` its position there ([SendOrder])
    void begin(long what, long nanos, Object connection, long position) {
        begun++;
        open.put(what, new OpenSend(acknowledgedBefore(nanos), connection, position));
    }

    /// The state of a send that is not acknowledged.
    OpenSend openSend(long what) {
        OpenSend send = open.get(what);
        // A client may repeat an acknowledged send. Its repeats have no order to keep.
        return send == null ? new OpenSend(0, this, 0) : send;
    }

    /// Records an acknowledgement, in whatever connection it arrived.
    ///
    /// @param who names the client in descriptions of violations
    void acknowledged(long nanos, String who, long what, SeenMessage message, boolean duplicate) {
        long messageId = message.id();
        OpenSend send = openSend(what);
        if (messageId <= send.floor) {
            breaches.add(
                    Law.REAL_TIME,
                    Breach.OUT_OF_ORDER,
                    who + " " + id + ": " + Ledger.name(what) + " has id " + messageId + ", and " + send.floor
                            + " was acknowledged before it was sent");
        }
        if (message.from() != Ledger.NO_SENDER && Ledger.pack(message.from(), message.number()) != what) {
            breaches.add(
                    Law.L2,
                    Breach.OUT_OF_ORDER,
                    who + " " + id + ": the answer to " + Ledger.name(what) + " is "
                            + Ledger.name(Ledger.pack(message.from(), message.number())));
        }
        ledger.seen(messageId, message.version(), Ledger.sender(what), Ledger.number(what));
        ledger.state(messageId, message.version(), message.sentMillis(), message.read());
        if (duplicate) {
            ledger.acknowledgedAgain(messageId);
            if (!ledger.isAnsweredFirst(messageId)) {
                withoutFirst.put(messageId, what);
            }
        } else {
            ledger.acknowledged(messageId);
            withoutFirst.remove(messageId);
        }
        answered(what);
        acknowledgedIds.add(nanos, messageId);
    }

    /// Records an acknowledgement that may be older than the last fault that may lose messages.
    void acknowledgedPerhaps(long what, long messageId) {
        uncertain.put(what, messageId);
        answered(what);
    }

    private void answered(long what) {
        answered.computeIfAbsent(Ledger.sender(what), unused -> new BitSet()).set(Ledger.number(what));
        open.remove(what);
    }

    /// Begins a new record after a fault that may lose messages. The data may continue from an earlier state.
    void dataMayBeLost() {
        earlier.add(ledger);
        ledger = new Ledger(id, 0, 0, breaches);
        membership = new Membership();
        finals = new FinalCheck(this, breaches);
        marks.clear();
        acknowledgedIds = new AcknowledgedIds();
        open.replaceAll((what, send) -> new OpenSend(0, this, 0));
    }

    /// The results of a chat.
    record Result(CheckReport.Sends sends, long compared) {}

    /// Checks at the end of the run. The history must have been read after the last change.
    Result judge() {
        long[] stored = ledger.judgeDoubles();
        finals.judge();
        membership.judge(id.toString(), breaches);
        if (earlier.isEmpty()) {
            withoutFirst.forEach((messageId, what) -> {
                if (!unknown.contains(what)) {
                    breaches.add(
                            Law.L2,
                            Breach.LOST,
                            id + " " + messageId + ": no answer to " + Ledger.name(what) + " has duplicate: false");
                }
            });
        }
        long acknowledged =
                answered.values().stream().mapToLong(BitSet::cardinality).sum();
        boolean checked = finals.isComplete();
        return new Result(
                new CheckReport.Sends(
                        begun,
                        acknowledged,
                        unknown.size(),
                        unknown.stream()
                                .filter(what -> Arrays.binarySearch(stored, what) >= 0)
                                .count(),
                        checked ? lostMessages(stored) : 0,
                        checked ? 0 : acknowledged),
                finals.compared());
    }

    private long lostMessages(long[] stored) {
        Set<Long> gone = new HashSet<>();
        uncertain.forEach((what, messageId) -> {
            if (isGone(stored, what, messageId)) {
                gone.add(what);
            }
        });
        for (Ledger old : earlier) {
            old.judgeDoubles();
            for (long messageId = 1; messageId <= old.last(); messageId++) {
                if (old.isAcknowledged(messageId) && isGone(stored, old.send(messageId), messageId)) {
                    gone.add(old.send(messageId));
                }
            }
        }
        return gone.size();
    }

    private boolean isGone(long[] stored, long what, long messageId) {
        return Arrays.binarySearch(stored, what) < 0 && !finals.isDeleted(messageId);
    }
}
