package io.vestnik.checker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Checks one client: a device of a user, with its connections and its HTTP requests. Not thread-safe.
public final class ClientCheck {
    private final Checker checker;
    private final int index;
    private final int user;
    private final String who;
    private final SendCheck http;
    private final Map<Long, Read> reads = new HashMap<>();
    private final Map<Long, Mark> marks = new HashMap<>();
    private int connections;

    /// A request for a page, with the highest id that was acknowledged before.
    private record Read(UUID chatId, long acknowledged, int era) {}

    /// A request to move the read mark, with the user's mark before and the chat's last known message.
    private record Mark(UUID chatId, long upTo, long before, long last, int era) {}

    ClientCheck(Checker checker, int index, int user) {
        this.checker = checker;
        this.index = index;
        this.user = user;
        this.who = "client " + index;
        this.http = new SendCheck(checker, who + " over HTTP", false, new SendCheck.Answers() {
            @Override
            public boolean isChecked() {
                return true;
            }

            @Override
            public void sent(UUID chat, long version, boolean duplicate, SeenMessage message) {
                // An answer over HTTP has no place among events.
            }
        });
    }

    /// The index of the user. Several clients may have the same user.
    public int user() {
        return user;
    }

    /// The requests over HTTP.
    public SendCheck http() {
        return http;
    }

    /// Records a new connection, before its `hello`.
    public ConnectionCheck open() {
        connections++;
        return checker.opened(new ConnectionCheck(checker, this, who + " connection " + connections));
    }

    /// Records that the user is not a member of a chat at any time of the run.
    public void stranger(UUID chatId) {
        checker.chat(chatId).strangers.add(user);
    }

    /// Records the answer to a request for the data of a chat.
    ///
    /// @param code the error code; empty if the request succeeded
    public void probed(UUID chatId, String code) {
        boolean delayed = Codes.isRetryable(code) || code.equals("internal") || code.equals("not_authenticated");
        if (checker.chat(chatId).strangers.contains(user)
                && !delayed
                && !code.equals("chat_not_found")
                && !code.equals("token_expired")) {
            checker.breaches()
                    .add(
                            Law.L7,
                            Breach.LEAKED,
                            who + " " + chatId + ": the answer to a user who is no member is "
                                    + (code.isEmpty() ? "data" : code));
        }
    }

    /// Records a request for a page of a history, before it is written to the connection.
    ///
    /// @param request names the request; no two unanswered requests for pages have the same name
    public void get(long nanos, long request, UUID chatId) {
        reads.put(request, new Read(chatId, checker.chat(chatId).acknowledgedBefore(nanos), checker.era()));
    }

    /// Records a page of a history. After [Checker#quiet], the pages of one client from offset 0 on are the history
    /// with which all observations are compared.
    public void page(long request, long offset, long limit, long total, List<SeenMessage> messages) {
        Read read = reads.remove(request);
        if (read == null) {
            throw new IllegalArgumentException(who + ": a page without a request " + request);
        }
        if (read.era != checker.era()) {
            return;
        }
        ChatCheck chat = checker.chat(read.chatId);
        if (checker.isQuiet()) {
            chat.finals.page(index, offset, limit, total, messages);
            return;
        }
        complete(read, offset, limit, total, messages);
        for (SeenMessage message : messages) {
            chat.ledger.seen(message.id(), message.version(), message.from(), message.number());
            chat.ledger.state(message.id(), message.version(), message.sentMillis(), message.read());
        }
    }

    /// Checks that a page has every message that was acknowledged before the request. Ids are dense, so an
    /// acknowledged id implies all lower ones.
    private void complete(Read read, long offset, long limit, long total, List<SeenMessage> messages) {
        if (total < read.acknowledged) {
            checker.breaches()
                    .add(
                            Law.READ_AFTER_ACK,
                            Breach.LOST,
                            who + " " + read.chatId + ": " + read.acknowledged + " was acknowledged before, total is "
                                    + total);
        }
        long expected = offset + 1;
        for (SeenMessage message : messages) {
            if (message.id() < expected || message.id() > offset + limit) {
                checker.breaches()
                        .add(
                                Law.L1,
                                Breach.DOUBLED,
                                who + " " + read.chatId + ": " + message.id() + " is out of place in its page");
            }
            missing(read, expected, message.id());
            expected = message.id() + 1;
        }
        missing(read, expected, Math.min(read.acknowledged, offset + limit) + 1);
    }

    private void missing(Read read, long from, long until) {
        for (long id = from; id < until && id <= read.acknowledged; id++) {
            checker.breaches()
                    .add(
                            Law.READ_AFTER_ACK,
                            Breach.LOST,
                            who + " " + read.chatId + " " + id + ": acknowledged before the request, not in the page");
        }
    }

    /// Records a request to move the read mark, before it is written to the connection.
    ///
    /// @param request names the request; no two unanswered requests to move the mark have the same name
    public void mark(long request, UUID chatId, long upTo) {
        ChatCheck chat = checker.chat(chatId);
        marks.put(request, new Mark(chatId, upTo, chat.marks(user).readUpTo, chat.ledger.last(), checker.era()));
    }

    /// Records the answer to a request to move the read mark.
    public void marked(long request, long readUpTo) {
        Mark mark = marks.remove(request);
        if (mark == null) {
            throw new IllegalArgumentException(who + ": a mark without a request " + request);
        }
        if (mark.era != checker.era()) {
            return;
        }
        long least = Math.max(mark.before, Math.min(mark.upTo, mark.last));
        if (readUpTo < least) {
            checker.breaches()
                    .add(
                            Law.L5,
                            Breach.READ_MARK,
                            who + " " + mark.chatId + ": read up to " + mark.upTo + " from " + mark.before
                                    + ", then the mark was " + readUpTo);
        }
        ChatCheck.Marks known = checker.chat(mark.chatId).marks(user);
        known.readUpTo = Math.max(known.readUpTo, readUpTo);
    }

    /// Records the chat as the user reads it after [Checker#quiet].
    public void state(UUID chatId, long version, long lastId, long readUpTo, long allReadUpTo, long unread) {
        checker.chat(chatId)
                .finals
                .state(new FinalCheck.State(who, user, version, lastId, readUpTo, allReadUpTo, unread));
    }

    /// Checks at the end of the run.
    void judge(long nanos) {
        http.judge(nanos);
    }
}
