package io.vestnik.simulation.law;

import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks L2, L3, L8 and L9 for the attempts to send messages.
///
/// L9 is checked for clients that obey "After a refusal" of `docs/protocol.md`: they repeat the first refused key
/// before they send anything else to the chat. A message that is attempted on several connections has no order.
public final class SendLaws {
    /// The time in which every accepted request is answered or its connection is closed.
    static final Duration ANSWERED_WITHIN = Duration.ofMinutes(2);

    private final CommitOracle oracle;
    private final Violations violations;
    private final Map<Key, Sending> sendings = new HashMap<>();
    private final Map<Line, Order> orders = new LinkedHashMap<>();
    private final Set<Attempt> open = new LinkedHashSet<>();

    /// A key of a sender in a chat.
    private record Key(ChatId chatId, UserId senderId, MessageKey key) {}

    /// The sends of one connection to one chat.
    private record Line(Object connection, ChatId chatId) {}

    /// The order in which one connection has begun to send its messages to one chat.
    private static final class Order {
        private final Map<Sending, Integer> positions = new HashMap<>();
        private int committedMax = -1;
        private @Nullable Sending last;

        void begun(Sending sending) {
            positions.putIfAbsent(sending, positions.size());
        }

        /// Records a commit.
        ///
        /// @return a message that this one should have preceded and that is committed already
        Optional<Sending> committed(Sending sending) {
            int position = positions.getOrDefault(sending, committedMax);
            if (position < committedMax) {
                return Optional.ofNullable(last);
            }
            committedMax = position;
            last = sending;
            return Optional.empty();
        }
    }

    /// All attempts to send one message. Compared by identity.
    private static final class Sending {
        final SendMessage.Command command;
        /// The connections of the attempts so far; an attempt over HTTP is one of its own.
        final Set<Object> connections = new LinkedHashSet<>();
        boolean first;

        Sending(SendMessage.Command command) {
            this.command = command;
        }
    }

    /// An attempt to send a message. Compared by identity.
    public static final class Attempt {
        private final Sending sending;
        private final long begunNanos;
        private final boolean repeatsContent;

        private Attempt(Sending sending, long begunNanos, boolean repeatsContent) {
            this.sending = sending;
            this.begunNanos = begunNanos;
            this.repeatsContent = repeatsContent;
        }
    }

    /// Checks the attempts over one store.
    public SendLaws(CommitOracle oracle) {
        this.oracle = oracle;
        this.violations = oracle.violations();
        oracle.onPost(this::posted);
    }

    /// Records that a client begins to send.
    ///
    /// @param connection identifies the connection; empty for HTTP
    public Attempt begun(SendMessage.Command command, Optional<?> connection) {
        Key key = new Key(command.chatId(), command.senderId(), command.key());
        Sending sending = sendings.computeIfAbsent(key, each -> new Sending(command));
        Optional<Line> line = connection.map(each -> new Line(each, command.chatId()));
        line.ifPresent(each -> {
            if (!sending.connections.contains(each.connection())) {
                orders.computeIfAbsent(each, unused -> new Order()).begun(sending);
            }
        });
        Attempt attempt = new Attempt(sending, oracle.nanos(), sameContent(sending.command, command));
        sending.connections.add(line.<Object>map(Line::connection).orElse(attempt));
        open.add(attempt);
        return attempt;
    }

    private static boolean sameContent(SendMessage.Command one, SendMessage.Command other) {
        return one.text().equals(other.text()) && one.replyTo().equals(other.replyTo());
    }

    /// Checks the outcome with which an attempt was answered.
    public void answered(Attempt attempt, SendMessage.Outcome outcome) {
        boolean waited = open.remove(attempt);
        violations.require(Law.L8, waited, () -> "a second answer to " + attempt.sending.command + ": " + outcome);
        switch (outcome) {
            case SendMessage.Outcome.Sent(Message message) -> sent(attempt, message);
            case SendMessage.Outcome.Duplicate(Message message) -> stored(attempt, message);
            case SendMessage.Outcome.Refused(Refusal reason) -> refused(attempt, reason);
            case SendMessage.Outcome.TooFast tooFast -> {}
            case SendMessage.Outcome.Unknown unknown -> {}
        }
    }

    /// Records that the connection of an attempt ended before the answer.
    public void lost(Attempt attempt) {
        open.remove(attempt);
    }

    private void sent(Attempt attempt, Message message) {
        Sending sending = attempt.sending;
        violations.require(Law.L2, !sending.first, () -> "two first answers to " + sending.command);
        sending.first = true;
        stored(attempt, message);
    }

    private void stored(Attempt attempt, Message message) {
        SendMessage.Command command = attempt.sending.command;
        Optional<OracleMessage> known =
                oracle.chat(command.chatId()).flatMap(chat -> chat.withKey(command.senderId(), command.key()));
        boolean holds = known.filter(found -> found.posted().id().equals(message.id())
                        && found.posted().text().equals(Optional.of(command.text()))
                        && found.posted().replyTo().equals(command.replyTo()))
                .isPresent();
        Optional<Message> posted = known.map(OracleMessage::posted);
        violations.require(
                Law.L3, holds, () -> command + " was answered with " + message + ", and the store has " + posted);
        violations.require(
                Law.L2, attempt.repeatsContent, () -> "another content was accepted for the key of " + command);
    }

    private void refused(Attempt attempt, Refusal reason) {
        Sending sending = attempt.sending;
        SendMessage.Command command = sending.command;
        violations.require(
                Law.L2,
                reason != Refusal.KEY_REUSED || !attempt.repeatsContent,
                () -> "the same content was refused as another one: " + command);
        boolean member = oracle.chat(command.chatId())
                .filter(chat -> !chat.closed())
                .flatMap(chat -> chat.member(command.senderId()))
                .filter(sender -> sender.presentSince(attempt.begunNanos))
                .isPresent();
        violations.require(
                Law.L3, reason != Refusal.CHAT_NOT_FOUND || !member, () -> "a member was refused: " + command);
    }

    private void posted(ChatEvent.MessagePosted posted) {
        Sending sending = sendings.get(new Key(posted.chatId(), posted.message().senderId(), posted.key()));
        if (sending == null) {
            violations.report(Law.L3, "a message that was not sent: " + posted);
            return;
        }
        if (sending.connections.size() == 1) {
            Object connection = sending.connections.iterator().next();
            Optional.ofNullable(orders.get(new Line(connection, posted.chatId())))
                    .flatMap(order -> order.committed(sending))
                    .ifPresent(later -> violations.report(Law.L9, later.command + " has overtaken " + sending.command));
        }
    }

    /// Forgets the order of a connection that has ended. Its unanswered attempts must be reported as lost before.
    public void closed(Object connection) {
        orders.keySet().removeIf(line -> line.connection().equals(connection));
    }

    /// The number of attempts without an answer.
    public int unanswered() {
        return open.size();
    }

    /// Checks that no attempt waits too long for its answer.
    public void requireAnswers() {
        long bound = oracle.nanos() - ANSWERED_WITHIN.toNanos();
        for (Attempt attempt : open) {
            if (!violations.require(
                    Law.L8, attempt.begunNanos >= bound, () -> "no answer to " + attempt.sending.command)) {
                return;
            }
        }
    }

    /// Checks at the end of a run, when every client is connected and idle: each attempt is answered.
    public void requireQuiet() {
        open.stream()
                .findFirst()
                .ifPresent(attempt -> violations.report(Law.L8, "no answer to " + attempt.sending.command));
    }
}
