package io.vestnik.checker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Compares the state of one chat after the last change, as its members read it, with what clients received before. Not
/// thread-safe.
final class FinalCheck {
    /// The largest exact value of `unread`.
    private static final long UNREAD_EXACT_MAX = 999;

    private final ChatCheck chat;
    private final Breaches breaches;
    private final Map<Integer, StoredHistory> readers = new HashMap<>();
    private final List<State> states = new ArrayList<>();
    private final BitSet present = new BitSet();
    private final BitSet deleted = new BitSet();
    private final BitSet read = new BitSet();
    private int[] users = {};
    private long last = EventOrderCheck.UNKNOWN;

    /// The personal state of a chat, as one member read it.
    record State(String who, int user, long version, long lastId, long readUpTo, long allReadUpTo, long unread) {}

    FinalCheck(ChatCheck chat, Breaches breaches) {
        this.chat = chat;
        this.breaches = breaches;
    }

    /// Records a page of the history. The pages of a reader begin at offset 0 and follow one another; a page out of
    /// this order is not compared.
    void page(int client, long offset, long limit, long total, List<SeenMessage> messages) {
        last = Math.max(last, total);
        StoredHistory reader = readers.get(client);
        if (reader == null) {
            reader = new StoredHistory(chat.ledger, breaches, 0, total, 0);
            readers.put(client, reader);
        }
        if (offset != reader.offset()) {
            return;
        }
        for (SeenMessage message : messages) {
            if (message.id() <= offset || message.id() > offset + limit) {
                breaches.add(Law.L1, Breach.HOLE, chat.id + ": " + message.id() + " is in the page after " + offset);
                continue;
            }
            reader.message(message.id(), message.sentMillis());
            message(message);
        }
        reader.end(Math.min(offset + limit, total));
    }

    private void message(SeenMessage message) {
        long id = message.id();
        Ledger ledger = chat.ledger;
        if (message.version() < ledger.version(id)) {
            breaches.add(
                    Law.L3,
                    Breach.LOST,
                    chat.id + " " + id + ": version " + ledger.version(id) + " was seen, kept is " + message.version());
        }
        if (ledger.isRead(id) && !message.read()) {
            breaches.add(Law.L5, Breach.READ_MARK, chat.id + " " + id + ": was read, and is not");
        }
        ledger.seen(id, message.version(), message.from(), message.number());
        ledger.state(id, message.version(), message.sentMillis(), message.read());
        int at = Math.toIntExact(id);
        if (at >= users.length) {
            int before = users.length;
            users = Arrays.copyOf(users, Math.max(64, at * 2));
            Arrays.fill(users, before, users.length, Ledger.NO_SENDER);
        }
        users[at] = message.user();
        present.set(at);
        deleted.set(at, message.change() == SeenMessage.Change.DELETED);
        read.set(at, message.read());
    }

    void state(State state) {
        states.add(state);
        last = Math.max(last, state.lastId);
    }

    /// Whether the message with an id is deleted. Its text no longer tells its sender and number.
    boolean isDeleted(long id) {
        return id > 0 && id < users.length && deleted.get(Math.toIntExact(id));
    }

    /// Whether a member has read the whole history.
    boolean isComplete() {
        return readers.values().stream().anyMatch(reader -> reader.offset() >= last);
    }

    /// The number of messages compared.
    long compared() {
        return readers.values().stream().mapToLong(StoredHistory::compared).sum();
    }

    /// The value of `allReadUpTo` that a user read; 0 = none.
    long allReadUpTo(int user) {
        return states.stream()
                .filter(state -> state.user == user)
                .mapToLong(State::allReadUpTo)
                .max()
                .orElse(0);
    }

    void judge() {
        states.forEach(state -> chat.ledger.recordServerState(0, state.version));
        states.forEach(this::judge);
    }

    private void judge(State state) {
        Ledger ledger = chat.ledger;
        if (state.version < ledger.lastVersion()) {
            breach(
                    state,
                    Law.L3,
                    Breach.LOST,
                    "version " + ledger.lastVersion() + " was seen, kept is " + state.version);
        }
        if (state.lastId < ledger.last()) {
            breach(state, Law.L3, Breach.LOST, "seen up to " + ledger.last() + ", kept up to " + state.lastId);
        }
        ChatCheck.Marks marks = chat.marks(state.user);
        if (state.readUpTo < marks.readUpTo || state.readUpTo > state.lastId) {
            breach(
                    state,
                    Law.L5,
                    Breach.READ_MARK,
                    "readUpTo was " + marks.readUpTo + " and is " + state.readUpTo + " of " + state.lastId);
        }
        if (state.allReadUpTo < marks.allReadUpTo || state.allReadUpTo > state.lastId) {
            breach(
                    state,
                    Law.L5,
                    Breach.READ_MARK,
                    "allReadUpTo was " + marks.allReadUpTo + " and is " + state.allReadUpTo + " of " + state.lastId);
        }
        if (isComplete()) {
            judgeMessages(state);
        }
    }

    private void judgeMessages(State state) {
        long unread = 0;
        long end = Math.min(state.lastId, users.length - 1);
        for (long id = state.readUpTo + 1; id <= end && unread <= UNREAD_EXACT_MAX; id++) {
            int at = Math.toIntExact(id);
            if (present.get(at) && users[at] != state.user && !deleted.get(at)) {
                unread++;
            }
        }
        if (unread != state.unread) {
            breach(state, Law.L6, Breach.UNREAD, "unread is " + state.unread + ", and " + unread + " messages are");
        }
        for (int at = 1; at <= Math.min(state.allReadUpTo, users.length - 1); at++) {
            if (users[at] == state.user && !read.get(at)) {
                breach(
                        state,
                        Law.L5,
                        Breach.READ_MARK,
                        "allReadUpTo is " + state.allReadUpTo + ", and own message " + at + " is not read");
            }
        }
    }

    private void breach(State state, Law law, Breach breach, String what) {
        breaches.add(law, breach, state.who + " " + chat.id + ": " + what);
    }
}
