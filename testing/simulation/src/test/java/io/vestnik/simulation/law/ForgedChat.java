package io.vestnik.simulation.law;

import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.chat.Chat;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.read.MarksVersion;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A group of two users whose commits are written by a test: correct ones by default, so that a test changes only what
/// it forges.
final class ForgedChat {
    static final Instant TIME = Instant.parse("2026-11-22T18:00:00Z");
    final List<Violation> found = new ArrayList<>();
    final Violations violations = new Violations(found::add);
    final CommitOracle oracle = new CommitOracle(violations, () -> nanos());
    final ChatId id = new ChatId(new UUID(7, 1));
    final UserId ada = new UserId(new UUID(8, 1));
    final UserId bob = new UserId(new UUID(8, 2));
    final UserId eve = new UserId(new UUID(8, 3));
    long now;
    private int memberCount = 2;
    private long last;
    private long version = 1;
    private long marks;

    ForgedChat() {
        oracle.committed(new ChatEvent.ChatOpened(
                id, ChatVersion.FIRST, chat(), List.of(member(ada, Role.OWNER), member(bob, Role.MEMBER))));
    }

    private long nanos() {
        return now;
    }

    List<Law> laws() {
        return found.stream().map(Violation::law).distinct().toList();
    }

    // ---- values

    Chat chat() {
        return new Chat(
                id,
                ChatKind.GROUP,
                Optional.of(new ChatTitle("group")),
                Optional.of(ada),
                TIME,
                memberCount,
                new ChatVersion(version),
                new MessageId(last),
                TIME);
    }

    Member member(UserId userId, Role role) {
        return member(userId, Optional.of(role));
    }

    Member member(UserId userId, Optional<Role> role) {
        return member(userId, role, last);
    }

    Member member(UserId userId, Optional<Role> role, long readUpTo) {
        return new Member(
                userId,
                new UserName("Name"),
                role,
                TIME,
                new MessageId(last),
                new MessageId(readUpTo),
                MessageId.NONE,
                MessageId.NONE);
    }

    Message message(long messageId, UserId sender, String text, long atVersion) {
        return new Message(
                new MessageId(messageId),
                id,
                sender,
                Optional.of(new MessageText(text)),
                TIME.plusSeconds(messageId),
                false,
                new ChatVersion(atVersion),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static Message read(Message message) {
        return new Message(
                message.id(),
                message.chatId(),
                message.senderId(),
                message.text(),
                message.sentAt(),
                true,
                message.version(),
                message.replyTo(),
                message.editedAt(),
                message.deletedAt());
    }

    static MessageKey key(long number) {
        return new MessageKey(new UUID(9, number));
    }

    LiveEvent.MessageState shown(Message message) {
        return new LiveEvent.MessageState(id, message.version(), message);
    }

    ChatView view(UserId viewer, Role role, long readUpTo, int unread) {
        Member me = member(viewer, Optional.of(role), readUpTo);
        return new ChatView(chat(), Optional.empty(), Optional.empty(), me, unread);
    }

    // ---- commits

    /// Commits the next message, with its id as its key.
    Message post(UserId sender) {
        version++;
        last++;
        Message message = message(last, sender, "text " + last, version);
        commit(new ChatEvent.MessagePosted(id, message.version(), message, key(last)));
        return message;
    }

    Message edit(Message message, String text) {
        version++;
        Message edited = message(message.id().value(), message.senderId(), text, version);
        commit(new ChatEvent.MessageChanged(id, edited.version(), edited));
        return edited;
    }

    void remove(UserId userId) {
        version++;
        memberCount--;
        commit(membersChanged(member(userId, Optional.empty()), List.of()));
    }

    void add(UserId userId) {
        version++;
        memberCount++;
        commit(membersChanged(member(userId, Role.MEMBER), List.of(userId)));
    }

    private ChatEvent.MembersChanged membersChanged(Member member, List<UserId> added) {
        return new ChatEvent.MembersChanged(
                id, new ChatVersion(version), chat(), List.of(member), added, Optional.empty());
    }

    /// Commits a read of one user in a group in which the others have read nothing.
    void read(UserId reader, long from, long to) {
        commit(new ChatEvent.MarksMoved(
                id,
                new MarksVersion(++marks),
                new ChatVersion(version),
                List.of(new ChatEvent.Read(reader, new MessageId(from), new MessageId(to))),
                new ChatEvent.Floors(
                        MessageId.NONE,
                        Optional.of(new ChatEvent.OwnFloor(reader.equals(ada) ? bob : ada, new MessageId(to)))),
                memberCount));
    }

    void commit(ChatEvent event) {
        oracle.committed(event);
    }
}
