package io.vestnik.simulation.law;

import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Checks L3 to L7 for the frames of one connection, in the order in which the server queued them.
public final class ConnectionLaws {
    /// The time in which a commit reaches every live connection if nothing fails.
    static final Duration TIMELY_WITHIN = Duration.ofSeconds(10);

    private final CommitOracle oracle;
    private final Violations violations;
    private final UserId userId;
    private final Map<ChatId, ChatDelivery> chats = new TreeMap<>();
    private boolean live;
    private long liveSinceNanos;

    /// @param cursors the versions from which the connection resumes
    public ConnectionLaws(CommitOracle oracle, UserId userId, Map<ChatId, ChatVersion> cursors) {
        this.oracle = oracle;
        this.violations = oracle.violations();
        this.userId = userId;
        cursors.forEach((chatId, version) -> delivery(chatId).resumeFrom(version.value()));
    }

    /// The user of the connection.
    public UserId userId() {
        return userId;
    }

    private ChatDelivery delivery(ChatId chatId) {
        return chats.computeIfAbsent(chatId, id -> new ChatDelivery());
    }

    // ---- frames

    /// Checks an event.
    public void event(LiveEvent event) {
        switch (event) {
            case LiveEvent.MessageState e -> message(e.chatId(), e.version(), e.message());
            case LiveEvent.MemberStates e -> members(e);
            case LiveEvent.ChatState e -> title(e);
            case LiveEvent.ChatEntry e -> entry(e);
            case LiveEvent.Removal e -> removal(e);
            case LiveEvent.ReadMark e -> readMark(e);
            case LiveEvent.AllReadMark e -> allReadMark(e);
            case LiveEvent.Typing e -> notRemoved(e.chatId(), e);
            case LiveEvent.Gap e -> gap(e);
            case LiveEvent.Skipped e -> skipped(e);
            case LiveEvent.MarksSummary(List<ReadStates.Marks> items) -> items.forEach(this::marks);
            case LiveEvent.CaughtUp e -> caughtUp();
            case LiveEvent.Presence e -> {}
            case LiveEvent.UserState e -> {}
        }
    }

    /// Checks the answer to the send that stored a message. It stands at the place of the message's event; after the
    /// removal of the user it may still come.
    public void sent(MessageKey key, Message message) {
        if (delivery(message.chatId()).removed()) {
            committed(message);
        } else {
            message(message.chatId(), message.version(), message);
        }
        Optional<OracleMessage> stored = oracle.chat(message.chatId()).flatMap(chat -> chat.message(message.id()));
        violations.require(
                Law.L3,
                stored.filter(found -> found.key().equals(key)).isPresent(),
                () -> "the answer to key " + key + " has another message: " + message);
    }

    /// Checks the answer to a send whose key was stored by another attempt: the event of the message comes first.
    public void duplicate(Message message) {
        ChatDelivery delivery = delivery(message.chatId());
        long version = message.version().value();
        violations.require(
                Law.L4,
                !live || !delivery.known() || delivery.version() >= version,
                () -> shown("duplicate of " + message.id() + " at " + version + " before its event", delivery));
        committed(message);
    }

    /// Checks the version in an answer to an edit or a deletion.
    public void changed(ChatId chatId, ChatVersion version) {
        long committed = oracle.chat(chatId).map(OracleChat::version).orElse(0L);
        violations.require(
                Law.L3, version.value() <= committed, () -> "ok with version " + version + " of " + committed);
    }

    // ---- checks

    private String shown(Object event, ChatDelivery delivery) {
        return userId + " got " + event + " after version " + delivery.version() + (live ? ", live" : ", replay");
    }

    private boolean notRemoved(ChatId chatId, LiveEvent event) {
        ChatDelivery delivery = delivery(chatId);
        return violations.require(Law.L7, !delivery.removed(), () -> shown("after the removal: " + event, delivery));
    }

    /// Checks the version of a change and moves the connection to it. Returns the chat unless the version is wrong.
    private Optional<OracleChat> moves(ChatId chatId, ChatVersion version, Object event) {
        ChatDelivery delivery = delivery(chatId);
        long to = version.value();
        violations.require(Law.L7, !delivery.removed(), () -> shown("after the removal: " + event, delivery));
        boolean inOrder = !delivery.known() || (live ? to == delivery.version() + 1 : to > delivery.version());
        violations.require(Law.L4, inOrder, () -> shown(event, delivery));
        Optional<OracleChat> chat = oracle.chat(chatId);
        boolean committed = chat.filter(known -> to <= known.version()).isPresent();
        violations.require(Law.L3, committed, () -> shown("a change that is not committed: " + event, delivery));
        if (!committed) {
            return Optional.empty();
        }
        boolean maySee = chat.flatMap(known -> known.member(userId))
                .filter(member -> member.maySee(to))
                .isPresent();
        violations.require(Law.L7, maySee, () -> shown("what happened without the user: " + event, delivery));
        delivery.moveTo(to);
        return chat;
    }

    private void message(ChatId chatId, ChatVersion version, Message message) {
        if (moves(chatId, version, message).isPresent()) {
            violations.require(
                    Law.L4,
                    message.version().equals(version),
                    () -> "version " + version + " has the message of another one: " + message);
            committed(message);
        }
    }

    private void committed(Message message) {
        Optional<OracleChat> chat = oracle.chat(message.chatId());
        Optional<Message> expected = chat.flatMap(known -> known.message(message.id()))
                .flatMap(known -> known.at(message.version().value()));
        boolean same =
                expected.filter(known -> OracleMessage.same(known, message)).isPresent();
        violations.require(Law.L3, same, () -> userId + " got " + message + " where the store has " + expected);
        boolean mayBeRead =
                !message.read() || chat.filter(known -> known.isRead(message)).isPresent();
        violations.require(Law.L5, mayBeRead, () -> userId + " got as read: " + message);
    }

    private void members(LiveEvent.MemberStates event) {
        moves(event.chatId(), event.version(), event)
                .map(chat -> chat.change(event.version().value()))
                .ifPresent(change -> {
                    List<Member> changed = switch (change) {
                        case ChatEvent.MembersChanged members -> members.members();
                        case ChatEvent.ChatOpened opened -> opened.members();
                        case ChatEvent.ChatRetitled retitled -> List.of();
                        case ChatEvent.MessagePosted posted -> List.of();
                        case ChatEvent.MessageChanged message -> List.of();
                    };
                    boolean holds = event.members().orElse(List.of()).stream()
                            .allMatch(member -> changed.stream().anyMatch(each -> sameMembership(each, member)));
                    violations.require(Law.L3, holds, () -> userId + " got " + event + " in place of " + change);
                });
    }

    private static boolean sameMembership(Member one, Member other) {
        return one.userId().equals(other.userId())
                && one.role().equals(other.role())
                && one.joinedAfter().equals(other.joinedAfter());
    }

    private void title(LiveEvent.ChatState event) {
        moves(event.chatId(), event.version(), event)
                .ifPresent(chat -> violations.require(
                        Law.L3,
                        chat.titleAt(event.version().value())
                                .equals(event.chat().title()),
                        () -> userId + " got another title: " + event));
    }

    private void entry(LiveEvent.ChatEntry event) {
        ChatDelivery delivery = delivery(event.chatId());
        long version = event.version().value();
        violations.require(Law.L4, delivery.canEnter(version), () -> shown(event, delivery));
        Optional<OracleChat> chat = oracle.chat(event.chatId());
        boolean committed = chat.filter(known -> version <= known.version()).isPresent();
        if (violations.require(Law.L3, committed, () -> shown("not committed: " + event, delivery))) {
            OracleChat known = chat.orElseThrow();
            boolean maySee = known.member(userId)
                    .filter(member -> member.maySee(version))
                    .isPresent();
            violations.require(Law.L7, maySee, () -> shown("no member: " + event, delivery));
            unread(known, event.view());
        }
        delivery.enter(version);
    }

    /// The count was made at a moment that is not known here, so a deleted message may count or not.
    private void unread(OracleChat chat, ChatView view) {
        long mark = view.me().readUpTo().value();
        long last = view.chat().lastMessageId().value();
        int withDeleted = chat.unread(userId, mark, last, 0);
        int withoutDeleted = chat.unread(userId, mark, last, chat.version());
        violations.require(
                Law.L6,
                withoutDeleted <= view.unread() && view.unread() <= withDeleted,
                () -> userId + " got unread in " + view + ", which is " + withoutDeleted + " to " + withDeleted);
    }

    private void removal(LiveEvent.Removal event) {
        ChatDelivery delivery = delivery(event.chatId());
        Optional<OracleChat> chat = oracle.chat(event.chatId());
        boolean stayed = chat.filter(known -> !known.closed())
                .flatMap(known -> known.member(userId))
                .filter(member -> !member.hasLeft())
                .isPresent();
        violations.require(Law.L4, !stayed, () -> shown("the removal of a member: " + event, delivery));
        delivery.remove();
    }

    private void readMark(LiveEvent.ReadMark event) {
        if (!notRemoved(event.chatId(), event)) {
            return;
        }
        ChatDelivery delivery = delivery(event.chatId());
        long upTo = event.upTo().value();
        if (!event.userId().equals(userId)) {
            // The user's own mark may come from a read of the store, which may be ahead of the events.
            boolean rises = delivery.raise(event.userId(), upTo);
            violations.require(Law.L5, rises, () -> shown("a mark that is not higher: " + event, delivery));
            requireDelivered(event.chatId(), upTo, event);
        }
        long stored = oracle.chat(event.chatId())
                .flatMap(chat -> chat.member(event.userId()))
                .map(OracleMember::readUpTo)
                .orElse(-1L);
        violations.require(Law.L3, upTo <= stored, () -> shown(event + " where the mark is " + stored, delivery));
    }

    private void allReadMark(LiveEvent.AllReadMark event) {
        if (!notRemoved(event.chatId(), event)) {
            return;
        }
        ChatDelivery delivery = delivery(event.chatId());
        long upTo = event.upTo().value();
        boolean rises = delivery.raiseAllRead(upTo);
        violations.require(Law.L5, rises, () -> shown("a mark that is not higher: " + event, delivery));
        requireAllRead(event.chatId(), upTo, event);
    }

    private void requireAllRead(ChatId chatId, long upTo, Object event) {
        long stored = oracle.chat(chatId)
                .flatMap(chat -> chat.member(userId))
                .map(OracleMember::allReadUpTo)
                .orElse(-1L);
        violations.require(Law.L5, upTo <= stored, () -> userId + " got " + event + " where all read " + stored);
    }

    /// The mark of another user refers only to messages that the connection has delivered or resumed from.
    private void requireDelivered(ChatId chatId, long upTo, LiveEvent event) {
        ChatDelivery delivery = delivery(chatId);
        long delivered = oracle.chat(chatId)
                .map(chat -> chat.lastIdAt(delivery.version()))
                .orElse(0L);
        violations.require(
                Law.L5, !delivery.known() || upTo <= delivered, () -> shown(event + " beyond " + delivered, delivery));
    }

    private void gap(LiveEvent.Gap event) {
        ChatDelivery delivery = delivery(event.chatId());
        long version = event.version().value();
        long committed = oracle.chat(event.chatId()).map(OracleChat::version).orElse(0L);
        violations.require(Law.L4, !live, () -> shown("a gap after live: " + event, delivery));
        violations.require(Law.L3, version <= committed, () -> shown(event, delivery));
        violations.require(Law.L4, delivery.canEnter(version), () -> shown(event, delivery));
        delivery.enter(version);
    }

    private void skipped(LiveEvent.Skipped event) {
        moves(event.chatId(), event.version(), event).ifPresent(chat -> {
            boolean replaced = switch (chat.change(event.version().value())) {
                case ChatEvent.MessagePosted posted -> changedSince(chat, posted.message());
                case ChatEvent.MessageChanged changed -> changedSince(chat, changed.message());
                case ChatEvent.ChatOpened opened -> true;
                case ChatEvent.ChatRetitled retitled -> true;
                case ChatEvent.MembersChanged changed -> true;
            };
            violations.require(Law.L4, replaced, () -> userId + " got " + event + " for a message that is the same");
        });
    }

    private static boolean changedSince(OracleChat chat, Message message) {
        return chat.message(message.id())
                .filter(known -> known.latest().version().isAfter(message.version()))
                .isPresent();
    }

    private void marks(ReadStates.Marks marks) {
        violations.require(Law.L4, !live, () -> userId + " got marks after live: " + marks);
        requireAllRead(marks.chatId(), marks.allReadUpTo().value(), marks);
        MessageId stored = new MessageId(oracle.chat(marks.chatId())
                .flatMap(chat -> chat.member(userId))
                .map(OracleMember::readUpTo)
                .orElse(0L));
        violations.require(
                Law.L5, !marks.readUpTo().isAfter(stored), () -> userId + " got " + marks + " at mark " + stored);
    }

    private void caughtUp() {
        violations.require(Law.L4, !live, () -> userId + " got a second live");
        live = true;
        liveSinceNanos = oracle.nanos();
    }

    // ---- time

    /// Checks that the connection has received every change that was committed long ago. Called for an open connection.
    ///
    /// @param calmSinceNanos since when no fault was on the way to this connection
    public void requireTimely(long calmSinceNanos) {
        if (!live) {
            return;
        }
        long bound = oracle.nanos() - TIMELY_WITHIN.toNanos();
        for (Map.Entry<ChatId, ChatDelivery> entry : chats.entrySet()) {
            ChatDelivery delivery = entry.getValue();
            oracle.chat(entry.getKey())
                    .filter(chat -> delivery.known() && chat.isPresent(userId))
                    .filter(chat -> chat.version() > delivery.version())
                    .ifPresent(chat -> {
                        long next = delivery.version() + 1;
                        long due = Math.max(chat.committedAtNanos(next), Math.max(calmSinceNanos, liveSinceNanos));
                        violations.require(
                                Law.TIMELY, due >= bound, () -> shown("nothing of version " + next, delivery));
                    });
        }
    }
}
