package io.vestnik.memory;

import io.vestnik.application.commit.Lowest;
import io.vestnik.domain.chat.Chat;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Peer;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.ChatHead;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.Posting;
import io.vestnik.domain.read.MarksVersion;
import io.vestnik.domain.read.ReadFloor;
import io.vestnik.domain.user.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/// One chat with all its contents: the data that a database keeps in the rows of the chat. Every access to the chat
/// holds [#lock], which corresponds to the lock of the chat's row.
final class StoredChat {
    /// An idempotency key and its sender. A sender uses a key for at most one message of the chat.
    private record SenderKey(UserId senderId, MessageKey key) {}

    final ReentrantLock lock = new ReentrantLock();
    final ChatId id;
    final ChatKind kind;
    /// All present and former members, in order of user id.
    final Map<UserId, StoredMember> members = new TreeMap<>();
    /// The message with id *n* is at index *n* − 1 (law L1).
    final List<StoredMessage> messages = new ArrayList<>();

    final ChangeIndex changes = new ChangeIndex();
    /// The read marks of all present members except dormant ones, whose accounts are disabled.
    final Marks marks = new Marks();

    int memberCount;
    Optional<ChatTitle> title;
    ChatVersion version = ChatVersion.FIRST;
    MarksVersion marksVersion = MarksVersion.NONE;
    ReadFloor floor = ReadFloor.START;
    /// The two lowest of [#marks], as the last transaction has stored them. Used by [BatchedMemoryStore] only.
    Lowest lowest = Lowest.EMPTY;
    /// Whether the group was deleted. Checked by callers that found the chat before the deletion and got the lock
    /// afterwards.
    boolean gone;

    private final UserId createdBy;
    private final Instant createdAt;
    private final Map<SenderKey, Posting.StoredKey> keys = new HashMap<>();
    private final People people;

    StoredChat(
            ChatId id, ChatKind kind, Optional<ChatTitle> title, UserId createdBy, Instant createdAt, People people) {
        this.id = id;
        this.kind = kind;
        this.title = title;
        this.createdBy = createdBy;
        this.createdAt = createdAt;
        this.people = people;
        changes.changed(new ChangeIndex.Item.Title(), version);
    }

    // ---- queries

    Optional<StoredMember> present(UserId userId) {
        return Optional.ofNullable(members.get(userId)).filter(StoredMember::present);
    }

    Optional<Role> roleOf(UserId userId) {
        return present(userId).flatMap(member -> member.role);
    }

    List<StoredMember> presentMembers() {
        return members.values().stream().filter(StoredMember::present).toList();
    }

    MessageId last() {
        return new MessageId(messages.size());
    }

    Optional<StoredMessage> message(MessageId messageId) {
        boolean there = messageId.isAfter(MessageId.NONE) && !messageId.isAfter(last());
        return there ? Optional.of(messages.get((int) messageId.value() - 1)) : Optional.empty();
    }

    ChatHead head() {
        boolean open = kind == ChatKind.GROUP || members.keySet().stream().allMatch(people::hasAccount);
        return new ChatHead(id, version, last(), activityAt(), open);
    }

    Optional<Posting.StoredKey> storedKey(UserId senderId, MessageKey key) {
        return Optional.ofNullable(keys.get(new SenderKey(senderId, key)));
    }

    Posting.ReplyTarget replyTarget(Optional<MessageId> replyTo) {
        if (replyTo.isEmpty()) {
            return Posting.ReplyTarget.NONE;
        }
        return message(replyTo.get())
                .map(target -> target.deletedAt.isPresent() ? Posting.ReplyTarget.DELETED : Posting.ReplyTarget.PRESENT)
                .orElse(Posting.ReplyTarget.MISSING);
    }

    /// The number of unread messages of a member: messages of other senders after the member's mark that are not
    /// deleted. Counted on each call (law L6).
    int unread(StoredMember member) {
        return (int) messages.stream()
                .skip(member.readUpTo.value())
                .filter(message -> !message.senderId.equals(member.userId) && message.deletedAt.isEmpty())
                .limit(ChatView.UNREAD_EXACT_MAX + 1L)
                .count();
    }

    private Instant activityAt() {
        return messages.isEmpty() ? createdAt : messages.getLast().sentAt;
    }

    // ---- changes

    /// Takes the next version of the chat for items that changed together.
    ChatVersion change(List<? extends ChangeIndex.Item> items) {
        version = version.next();
        items.forEach(item -> changes.changed(item, version));
        return version;
    }

    /// Stores a draft with the next id.
    Message post(Draft draft, Instant now) {
        ChatHead head = head().posted(now);
        messages.add(
                new StoredMessage(head.last(), draft.senderId(), draft.text(), head.lastSentAt(), draft.replyTo()));
        storeKey(draft.senderId(), draft.key(), new Posting.StoredKey(head.last(), draft.hash()));
        present(draft.senderId()).orElseThrow().lastSent = head.last();
        change(List.of(new ChangeIndex.Item.Post(head.last())));
        return shown(messages.getLast());
    }

    /// Stores the idempotency key of a message.
    void storeKey(UserId senderId, MessageKey key, Posting.StoredKey stored) {
        keys.put(new SenderKey(senderId, key), stored);
    }

    /// Adds a member. A new member has no unread messages.
    StoredMember enter(UserId userId, Role role, Instant now) {
        Optional<StoredMember> before = Optional.ofNullable(members.get(userId));
        before.ifPresent(returning -> returning.ownFloor = floor.ofDeparted(returning.ownFloor));
        StoredMember member = before.orElseGet(() -> new StoredMember(userId));
        members.put(userId, member);
        member.role = Optional.of(role);
        member.joinedAt = now;
        member.joinedAfter = last();
        member.readUpTo = last();
        member.dormant = kind == ChatKind.GROUP && !people.isActive(userId);
        memberCount++;
        if (!member.dormant) {
            marks.enter(userId, last());
        }
        changes.changed(new ChangeIndex.Item.Membership(userId), version);
        return member;
    }

    /// Ends a membership. The member stays in [#members], without a role.
    void leave(StoredMember leaver) {
        leaver.role = Optional.empty();
        memberCount--;
        marks.leave(leaver.userId, leaver.readUpTo);
    }

    /// Computes up to which message all members have read. Called after a mark moved, a member left or a member's
    /// account was disabled.
    ///
    /// @param reads the marks that moved
    /// @return the event; empty if neither a mark nor a read floor moved
    Optional<ChatEvent.MarksMoved> decideFloor(List<ChatEvent.Read> reads) {
        ReadFloor.Decided decided = floor.decide(marks.lowest());
        boolean moved = !reads.isEmpty() || !decided.floor().equals(floor);
        floor = decided.floor();
        if (decided.ownFloor().isPresent()) {
            ChatEvent.OwnFloor own = decided.ownFloor().get();
            StoredMember lowest = present(own.author()).orElseThrow();
            moved |= own.upTo().isAfter(lowest.ownFloor);
            lowest.ownFloor = MessageId.max(lowest.ownFloor, own.upTo());
        }
        if (!moved) {
            return Optional.empty();
        }
        marksVersion = marksVersion.next();
        return Optional.of(new ChatEvent.MarksMoved(id, marksVersion, version, reads, decided.floors(), memberCount));
    }

    // ---- views

    Chat shown() {
        return new Chat(id, kind, title, Optional.of(createdBy), createdAt, memberCount, version, last(), activityAt());
    }

    Member shown(StoredMember member) {
        return new Member(
                member.userId,
                people.nameOf(member.userId),
                member.role,
                member.joinedAt,
                member.joinedAfter,
                member.readUpTo,
                allReadUpTo(member),
                member.lastSent);
    }

    Message shown(StoredMessage message) {
        StoredMember author = members.get(message.senderId);
        boolean read = author != null && !message.id.isAfter(allReadUpTo(author));
        return new Message(
                message.id,
                id,
                message.senderId,
                message.text,
                message.sentAt,
                read,
                changes.of(new ChangeIndex.Item.Post(message.id)),
                message.replyTo,
                message.editedAt,
                message.deletedAt);
    }

    ChatView view(StoredMember viewer) {
        return new ChatView(shown(), peerOf(viewer.userId), newest(), shown(viewer), unread(viewer));
    }

    Optional<Message> newest() {
        return message(last()).map(this::shown);
    }

    Optional<Peer> peerOf(UserId viewer) {
        if (kind == ChatKind.GROUP) {
            return Optional.empty();
        }
        boolean wroteBoth = members.values().stream().allMatch(member -> member.lastSent.isAfter(MessageId.NONE));
        return members.keySet().stream()
                .filter(member -> !member.equals(viewer))
                .map(other -> new Peer(
                        other,
                        people.nameOf(other),
                        wroteBoth,
                        wroteBoth ? people.lastSeenAt(other) : Optional.empty()))
                .findFirst();
    }

    private MessageId allReadUpTo(StoredMember author) {
        return author.present() ? floor.ofPresent(author.ownFloor) : floor.ofDeparted(author.ownFloor);
    }
}
