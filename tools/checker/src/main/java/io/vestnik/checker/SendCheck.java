package io.vestnik.checker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Checks the requests of one WebSocket connection, or the HTTP requests of one client, with their answers.
///
/// A message is named by the client that first sent it and by its number there, as its text does. All attempts with one
/// key have the same name. Times are in nanoseconds of one monotonic clock. Not thread-safe.
public final class SendCheck {
    /// The longest permitted time to an answer. The server's own time-outs are shorter, and a client notices a dead
    /// connection within 35 s.
    private static final long ANSWER_NANOS_MAX = 120_000_000_000L;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Checker checker;
    private final String who;
    private final boolean ordered;
    private final Answers answers;
    private final Map<UUID, ChatSends> chats = new HashMap<>();
    private final Map<Long, Long> asked = new HashMap<>();

    /// Receives the answers, so that they take their places among the events of the connection.
    interface Answers {
        /// Whether the answers belong to the present state of the data.
        boolean isChecked();

        void sent(UUID chat, long version, boolean duplicate, SeenMessage message);
    }

    /// The sends to one chat.
    private static final class ChatSends {
        private final SendOrder order = new SendOrder();
        private final Deque<Attempt> attempts = new ArrayDeque<>();
    }

    private record Attempt(long what, long nanos, int era) {}

    /// @param ordered whether the sends to a chat take effect in order: over a WebSocket, not over HTTP
    SendCheck(Checker checker, String who, boolean ordered, Answers answers) {
        this.checker = checker;
        this.who = who;
        this.ordered = ordered;
        this.answers = answers;
    }

    /// Records an attempt, before it is written to the connection.
    ///
    /// @param otherContent whether the attempt deliberately has other content than the first with this key
    public void send(long nanos, UUID chatId, int from, long number, boolean otherContent) {
        checker.changes();
        ChatCheck chat = checker.chat(chatId);
        ChatSends sends = sends(chatId);
        long what = Ledger.pack(from, number);
        if (otherContent) {
            chat.otherContent.add(what);
        }
        if (chat.isFirstAttempt(what)) {
            chat.begin(what, nanos, sends, ordered ? sends.order.begin() : 0);
        } else {
            ChatCheck.OpenSend send = chat.openSend(what);
            if (ordered && send.connection == sends && send.refusedAt != SendOrder.NEVER) {
                send.repeatedAt = sends.order.repeat();
            }
        }
        sends.attempts.add(new Attempt(what, nanos, checker.era()));
        checker.inFlight(1);
    }

    /// Records a `sent`, or a response with the message.
    ///
    /// @param version the version of the frame; over HTTP, that of the message
    /// @param duplicate the field of the frame; over HTTP, whether the status is 200
    public void sent(
            long nanos, UUID chatId, int from, long number, long version, boolean duplicate, SeenMessage message) {
        ChatCheck chat = checker.chat(chatId);
        ChatSends sends = sends(chatId);
        long what = Ledger.pack(from, number);
        Attempt attempt = answered(nanos, sends, what);
        if (attempt.era != checker.era() || !answers.isChecked()) {
            chat.acknowledgedPerhaps(what, message.id());
            return;
        }
        checker.recovery().acknowledged(nanos, attempt.nanos);
        ChatCheck.OpenSend send = chat.openSend(what);
        if (ordered && send.connection == sends) {
            if (duplicate) {
                sends.order.leave(send.position);
            } else if (!sends.order.tookEffect(send.position, send.repeatedAt, send.refusedAt)) {
                checker.breaches()
                        .add(
                                Law.L9,
                                Breach.OUT_OF_ORDER,
                                who + " " + chatId + ": " + Ledger.name(what) + " took effect after a later send");
            }
        }
        chat.acknowledged(nanos, who, what, message, duplicate);
        answers.sent(chatId, version, duplicate, message);
    }

    /// Records a refusal of a send.
    public void refused(long nanos, UUID chatId, int from, long number, String code) {
        ChatCheck chat = checker.chat(chatId);
        ChatSends sends = sends(chatId);
        long what = Ledger.pack(from, number);
        answered(nanos, sends, what);
        documented(code);
        if (code.equals("key_reused") && !chat.otherContent.contains(what)) {
            checker.breaches()
                    .add(
                            Law.L2,
                            Breach.UNANSWERED,
                            who + " " + chatId + ": the repeat of " + Ledger.name(what)
                                    + " was refused as other content");
        }
        if (Codes.isUnknownOutcome(code)) {
            chat.unknown.add(what);
        }
        ChatCheck.OpenSend send = chat.openSend(what);
        if (!ordered || send.connection != sends) {
            return;
        }
        if (Codes.isRetryable(code)) {
            send.refusedAt = Math.min(send.refusedAt, sends.order.next());
        } else {
            send.refusedAt = SendOrder.ALWAYS;
            sends.order.leave(send.position);
        }
    }

    /// Records that an HTTP request ended without an answer of the server.
    public void lost(UUID chatId, int from, long number) {
        ChatSends sends = sends(chatId);
        long what = Ledger.pack(from, number);
        if (take(sends, what) != null) {
            checker.chat(chatId).unknown.add(what);
        }
    }

    /// Records another request than a send.
    ///
    /// @param request names the request; no two unanswered requests have the same name
    public void asked(long nanos, long request) {
        asked.put(request, nanos);
    }

    /// Records the answer to another request than a send.
    ///
    /// @param code the error code; empty if the request succeeded
    public void answered(long nanos, long request, String code) {
        Long began = asked.remove(request);
        if (began == null) {
            checker.breaches().add(Law.L8, Breach.LEAKED, who + ": an answer without a request");
        } else {
            inTime(nanos, began);
        }
        if (!code.isEmpty()) {
            documented(code);
        }
    }

    /// Records the end of the connection. What was not answered has an unknown outcome.
    void closed() {
        chats.forEach((chatId, sends) -> {
            ChatCheck chat = checker.chat(chatId);
            for (Attempt attempt : sends.attempts) {
                chat.unknown.add(attempt.what);
                checker.inFlight(-1);
            }
            sends.attempts.clear();
        });
        asked.clear();
    }

    /// Checks at the end of the run that no request waits for too long.
    void judge(long nanos) {
        chats.values().forEach(sends -> sends.attempts.forEach(attempt -> inTime(nanos, attempt.nanos)));
        asked.values().forEach(began -> inTime(nanos, began));
        closed();
    }

    private ChatSends sends(UUID chatId) {
        return chats.computeIfAbsent(chatId, unused -> new ChatSends());
    }

    private Attempt answered(long nanos, ChatSends sends, long what) {
        Attempt attempt = take(sends, what);
        if (attempt == null) {
            checker.breaches()
                    .add(Law.L8, Breach.LEAKED, who + ": an answer to " + Ledger.name(what) + " without a request");
            return new Attempt(what, nanos, checker.era());
        }
        inTime(nanos, attempt.nanos);
        return attempt;
    }

    private @Nullable Attempt take(ChatSends sends, long what) {
        Iterator<Attempt> attempts = sends.attempts.iterator();
        while (attempts.hasNext()) {
            Attempt attempt = attempts.next();
            if (attempt.what == what) {
                attempts.remove();
                checker.inFlight(-1);
                return attempt;
            }
        }
        return null;
    }

    private void inTime(long nanos, long began) {
        if (nanos - began > ANSWER_NANOS_MAX) {
            checker.breaches()
                    .add(
                            Law.L8,
                            Breach.UNANSWERED,
                            who + ": no answer within " + (nanos - began) / NANOS_PER_SECOND + " s");
        }
    }

    private void documented(String code) {
        if (!Codes.isError(code)) {
            checker.breaches().add(Law.L8, Breach.UNANSWERED, who + ": the error code " + code + " is not documented");
        }
    }
}
