package io.vestnik.checker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Checks the frames of one WebSocket connection. Frames of chats are recorded in the order of their arrival.
///
/// A connection that was open during a fault that may lose messages is not checked after it, until it closes: its
/// frames may belong to either state of the data. Not thread-safe.
public final class ConnectionCheck {
    /// The era of a connection that is not checked.
    private static final int NONE = -1;

    private final Checker checker;
    private final ClientCheck client;
    private final String who;
    private final SendCheck sends;
    private final Map<UUID, OnConnection> chats = new HashMap<>();
    private int era;
    private boolean live;

    /// The state of one chat on this connection.
    private static final class OnConnection {
        private final ChatCheck chat;
        private final EventOrderCheck order;
        private final Map<Integer, Long> readBy = new HashMap<>();

        /// The user's messages that were sent on this connection and not covered by an `allRead` so far.
        private final Deque<Long> ownUnread = new ArrayDeque<>();

        /// The user's marks, as far as known when the connection opened.
        private long readUpTo;

        private long allReadUpTo;

        OnConnection(ChatCheck chat, EventOrderCheck order) {
            this.chat = chat;
            this.order = order;
        }
    }

    ConnectionCheck(Checker checker, ClientCheck client, String who) {
        this.checker = checker;
        this.client = client;
        this.who = who;
        this.era = checker.era();
        this.sends = new SendCheck(checker, who, true, new SendCheck.Answers() {
            @Override
            public boolean isChecked() {
                return ConnectionCheck.this.isChecked();
            }

            @Override
            public void sent(UUID chat, long version, boolean duplicate, SeenMessage message) {
                answered(chat, version, duplicate, message);
            }
        });
    }

    /// The requests of this connection. The events and answers of both are recorded in the order of arrival.
    public SendCheck requests() {
        return sends;
    }

    /// Records an entry of `since` in `hello`, before [#ready].
    public void since(UUID chatId, long version) {
        ChatCheck chat = checker.chat(chatId);
        OnConnection state = new OnConnection(chat, new EventOrderCheck(who, chat.ledger, checker.breaches(), version));
        ChatCheck.Marks marks = chat.marks(client.user());
        state.readUpTo = marks.readUpTo;
        state.allReadUpTo = marks.allReadUpTo;
        chats.put(chatId, state);
    }

    /// Records `ready`.
    public void ready(String epoch) {
        era = checker.ready(who, epoch) && era == checker.era() ? era : NONE;
    }

    /// Records `live`.
    public void live() {
        live = true;
        chats.values().forEach(state -> state.order.live());
    }

    /// Records the end of the connection.
    ///
    /// @param code the close code; 1006 if no close frame arrived
    public void closed(int code) {
        if (!Codes.isClose(code)) {
            checker.breaches().add(Law.L8, Breach.UNANSWERED, who + ": the close code " + code + " is not documented");
        }
        sends.closed();
        chats.values().forEach(this::ended);
        checker.closed(this);
    }

    private void ended(OnConnection state) {
        state.order.gone();
        if (isChecked() && state.order.isMember() && state.order.hasReceived()) {
            state.chat.membership.received(who, client.user(), state.order.version());
        }
    }

    /// Records a `message`.
    public void message(UUID chatId, long version, SeenMessage message) {
        OnConnection state = of(chatId);
        if (state != null) {
            state.order.message(version, message.id(), message.isChanged());
            seen(state, version, message);
        }
    }

    private static void seen(OnConnection state, long version, SeenMessage message) {
        Ledger ledger = state.chat.ledger;
        ledger.seen(message.id(), version, message.from(), message.number());
        ledger.state(message.id(), message.version(), message.sentMillis(), message.read());
    }

    private void answered(UUID chatId, long version, boolean duplicate, SeenMessage message) {
        OnConnection state = of(chatId);
        if (state == null || !state.order.isMember()) {
            // An answer may follow `removed`.
            return;
        }
        if (duplicate) {
            state.order.duplicate(message.id());
        } else {
            state.order.message(version, message.id(), message.isChanged());
            state.chat.ledger.recordServerState(message.id(), version);
            if (message.id() > state.order.allRead()) {
                state.ownUnread.add(message.id());
            }
        }
    }

    /// Records another event with a version that says nothing of members, such as one of an unknown type.
    public void version(UUID chatId, long version) {
        OnConnection state = of(chatId);
        if (state != null) {
            state.order.version(version);
            state.chat.ledger.recordServerState(0, version);
        }
    }

    /// Records a `members`.
    ///
    /// @param members for each user in the event, whether the user is a member; empty if the event left them out
    public void members(UUID chatId, long version, Map<Integer, Boolean> members) {
        OnConnection state = of(chatId);
        if (state != null) {
            state.order.version(version);
            state.chat.ledger.recordServerState(0, version);
            if (members.isEmpty()) {
                state.chat.membership.incomplete();
            }
            members.forEach((user, member) -> state.chat.membership.changed(user, version, member));
        }
    }

    /// Records a full `chat`, which has the user's own fields.
    public void chat(UUID chatId, long version, long lastId) {
        OnConnection state = of(chatId);
        if (state != null) {
            state.order.fullChat(version, lastId);
            state.ownUnread.clear();
            state.chat.ledger.recordServerState(lastId, version);
            state.chat.membership.changed(client.user(), version, true);
        }
    }

    /// Records a `gap`.
    public void gap(UUID chatId, long version) {
        OnConnection state = of(chatId);
        if (state != null) {
            state.order.gap(version);
            state.ownUnread.clear();
            state.chat.ledger.recordServerState(0, version);
            // The server replays nothing of a chat to a user who is no member. The join may be in the gap.
            state.chat.membership.changed(client.user(), version, true);
        }
    }

    /// Records a `skipped`.
    public void skipped(UUID chatId, long version) {
        OnConnection state = of(chatId);
        if (state != null) {
            state.order.skipped(version);
            state.chat.ledger.recordServerState(0, version);
        }
    }

    /// Records a `removed`.
    public void removed(UUID chatId) {
        OnConnection state = of(chatId);
        if (state != null && state.order.isMember()) {
            state.order.removed();
            state.ownUnread.clear();
            if (state.order.hasReceived()) {
                state.chat.membership.received(who, client.user(), state.order.version());
            }
        }
    }

    /// Records an item of `marks`.
    public void marks(UUID chatId, long readUpTo, long allReadUpTo) {
        OnConnection state = of(chatId);
        if (state == null) {
            return;
        }
        if (readUpTo < state.readUpTo || allReadUpTo < state.allReadUpTo) {
            checker.breaches()
                    .add(
                            Law.L5,
                            Breach.READ_MARK,
                            who + " " + chatId + ": marks " + readUpTo + " and " + allReadUpTo + " after "
                                    + state.readUpTo + " and " + state.allReadUpTo);
        }
        ChatCheck.Marks marks = state.chat.marks(client.user());
        marks.readUpTo = Math.max(marks.readUpTo, readUpTo);
        marks.allReadUpTo = Math.max(marks.allReadUpTo, allReadUpTo);
    }

    /// Records a `read`: a user's mark moved.
    public void read(UUID chatId, int user, long upTo) {
        OnConnection state = of(chatId);
        if (state == null) {
            return;
        }
        if (!state.order.isMember()) {
            checker.breaches().add(Law.L7, Breach.LEAKED, who + " " + chatId + ": a mark after removed");
        }
        long before = state.readBy.getOrDefault(user, 0L);
        if (upTo < before) {
            checker.breaches()
                    .add(
                            Law.L5,
                            Breach.READ_MARK,
                            who + " " + chatId + ": the mark of user " + user + " went from " + before + " to " + upTo);
        }
        state.readBy.put(user, Math.max(before, upTo));
        ChatCheck.Marks marks = state.chat.marks(user);
        marks.readUpTo = Math.max(marks.readUpTo, upTo);
    }

    /// Records an `allRead`.
    public void allRead(UUID chatId, long upTo) {
        OnConnection state = of(chatId);
        if (state == null) {
            return;
        }
        state.order.allRead(upTo);
        while (!state.ownUnread.isEmpty() && state.ownUnread.getFirst() <= upTo) {
            state.ownUnread.removeFirst();
        }
        ChatCheck.Marks marks = state.chat.marks(client.user());
        marks.allReadUpTo = Math.max(marks.allReadUpTo, upTo);
    }

    /// Checks at the end of the run what the connection received, if it is still open.
    void judge(long nanos) {
        if (!isChecked()) {
            sends.closed();
            return;
        }
        sends.judge(nanos);
        chats.forEach((chatId, state) -> {
            if (live && checker.isQuiet()) {
                judge(chatId, state);
            }
            ended(state);
        });
    }

    private void judge(UUID chatId, OnConnection state) {
        state.order.judge();
        long allReadUpTo = state.chat.finals.allReadUpTo(client.user());
        if (!state.ownUnread.isEmpty() && state.ownUnread.getFirst() <= allReadUpTo) {
            checker.breaches()
                    .add(
                            Law.L5,
                            Breach.READ_MARK,
                            who + " " + chatId + ": allReadUpTo is " + allReadUpTo + ", and no allRead covered "
                                    + state.ownUnread.getFirst());
        }
    }

    private boolean isChecked() {
        return era == checker.era();
    }

    /// The state of a chat; null if the connection is not checked.
    private @Nullable OnConnection of(UUID chatId) {
        if (!isChecked()) {
            return null;
        }
        ChatCheck chat = checker.chat(chatId);
        if (chat.strangers.contains(client.user())) {
            checker.breaches().add(Law.L7, Breach.LEAKED, who + " " + chatId + ": a frame of a chat of other users");
        }
        OnConnection state = chats.get(chatId);
        if (state == null) {
            state = new OnConnection(
                    chat, new EventOrderCheck(who, chat.ledger, checker.breaches(), EventOrderCheck.UNKNOWN));
            if (live) {
                state.order.live();
            }
            chats.put(chatId, state);
        }
        return state;
    }
}
