package io.vestnik.simulation.law;

import io.vestnik.domain.chat.Chat;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.user.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The committed changes of one chat, and the state that follows from them. It uses none of the domain's rules.
final class OracleChat {
    private final ChatId id;
    private final Violations violations;
    private final List<Committed> changes = new ArrayList<>();
    private final List<OracleMessage> messages = new ArrayList<>();
    private final Map<SenderKey, OracleMessage> byKey = new HashMap<>();
    private final Map<UserId, OracleMember> members = new TreeMap<>();
    private ChatKind kind = ChatKind.GROUP;
    private long marksVersion;
    private long marksAtVersion;
    private long everyoneReadUpTo;
    private boolean closed;

    private record SenderKey(UserId senderId, MessageKey key) {}

    /// A committed change.
    ///
    /// @param lastId the last message id after the change
    private record Committed(ChatEvent.Versioned event, long nanos, long lastId) {}

    OracleChat(ChatId id, Violations violations) {
        this.id = id;
        this.violations = violations;
    }

    // ---- queries

    ChatId id() {
        return id;
    }

    long version() {
        return changes.size();
    }

    long last() {
        return messages.size();
    }

    long marksVersion() {
        return marksVersion;
    }

    boolean closed() {
        return closed;
    }

    /// The change that led to a version.
    ChatEvent.Versioned change(long version) {
        return changes.get((int) version - 1).event();
    }

    long committedAtNanos(long version) {
        return changes.get((int) version - 1).nanos();
    }

    /// The last message id at a version.
    long lastIdAt(long version) {
        long known = Math.min(version, version());
        return known < 1 ? 0 : changes.get((int) known - 1).lastId();
    }

    Optional<OracleMessage> message(MessageId messageId) {
        boolean there = messageId.value() >= 1 && messageId.value() <= last();
        return there ? Optional.of(messages.get((int) messageId.value() - 1)) : Optional.empty();
    }

    List<OracleMessage> messages() {
        return Collections.unmodifiableList(messages);
    }

    Optional<OracleMessage> withKey(UserId senderId, MessageKey key) {
        return Optional.ofNullable(byKey.get(new SenderKey(senderId, key)));
    }

    Optional<OracleMember> member(UserId userId) {
        return Optional.ofNullable(members.get(userId));
    }

    Collection<OracleMember> present() {
        return closed
                ? List.of()
                : members.values().stream().filter(OracleMember::present).toList();
    }

    boolean isPresent(UserId userId) {
        return !closed && member(userId).filter(OracleMember::present).isPresent();
    }

    /// Whether the message of a sender is read by all other members.
    boolean isRead(Message message) {
        return member(message.senderId())
                .filter(author -> message.id().value() <= author.allReadUpTo())
                .isPresent();
    }

    /// The number of messages that count as unread after a mark.
    ///
    /// @param lastId the last message that counts
    /// @param version a message that was deleted at this version or before does not count; 0 counts deleted messages
    int unread(UserId reader, long readUpTo, long lastId, long version) {
        int count = 0;
        for (long i = readUpTo + 1; i <= Math.min(lastId, last()) && count <= ChatView.UNREAD_EXACT_MAX; i++) {
            OracleMessage message = messages.get((int) i - 1);
            boolean foreign = !message.posted().senderId().equals(reader);
            if (foreign && !message.at(version).map(Message::deleted).orElse(false)) {
                count++;
            }
        }
        return count;
    }

    /// The title at a version.
    Optional<ChatTitle> titleAt(long version) {
        for (long i = Math.min(version, version()); i >= 1; i--) {
            switch (change(i)) {
                case ChatEvent.ChatOpened opened -> {
                    return opened.chat().title();
                }
                case ChatEvent.ChatRetitled retitled -> {
                    return retitled.chat().title();
                }
                case ChatEvent.MembersChanged changed -> {}
                case ChatEvent.MessagePosted posted -> {}
                case ChatEvent.MessageChanged changed -> {}
            }
        }
        return Optional.empty();
    }

    // ---- changes

    void committed(ChatEvent event, long nanos) {
        violations.require(Law.L3, !closed, () -> "a change of the deleted chat " + id + ": " + event);
        switch (event) {
            case ChatEvent.Versioned change -> versioned(change, nanos);
            case ChatEvent.MarksMoved moved -> marksMoved(moved);
            case ChatEvent.ChatClosed gone -> closed = true;
        }
    }

    private void versioned(ChatEvent.Versioned event, long nanos) {
        long version = event.version().value();
        violations.require(
                Law.L4, version == version() + 1, () -> id + ": version " + version + " committed after " + version());
        switch (event) {
            case ChatEvent.MessagePosted posted -> posted(posted);
            case ChatEvent.MessageChanged changed -> messageChanged(changed.message());
            case ChatEvent.ChatOpened opened -> opened(opened, nanos);
            case ChatEvent.ChatRetitled retitled -> {}
            case ChatEvent.MembersChanged changed -> membersChanged(changed, nanos);
        }
        changes.add(new Committed(event, nanos, last()));
    }

    private void posted(ChatEvent.MessagePosted posted) {
        Message message = posted.message();
        violations.require(
                Law.L1,
                message.id().value() == last() + 1,
                () -> id + ": message " + message.id() + " committed after " + last());
        if (!messages.isEmpty()) {
            Message before = messages.getLast().posted();
            violations.require(
                    Law.L1,
                    !message.sentAt().isBefore(before.sentAt()),
                    () -> id + ": message " + message.id() + " is older than the one before");
        }
        violations.require(
                Law.L7, isPresent(message.senderId()), () -> id + ": message of the stranger " + message.senderId());
        violations.require(Law.L5, !message.read(), () -> id + ": message " + message.id() + " is read already");
        OracleMessage added = new OracleMessage(posted.key(), message);
        OracleMessage before = byKey.put(new SenderKey(message.senderId(), posted.key()), added);
        violations.require(
                Law.L2, before == null, () -> id + ": message " + message.id() + " has a used key " + posted.key());
        messages.add(added);
    }

    private void messageChanged(Message changed) {
        Optional<OracleMessage> found = message(changed.id());
        if (!violations.require(Law.L3, found.isPresent(), () -> id + ": change of no message " + changed.id())) {
            return;
        }
        OracleMessage message = found.orElseThrow();
        Message before = message.latest();
        boolean rest = before.senderId().equals(changed.senderId())
                && before.sentAt().equals(changed.sentAt())
                && before.replyTo().equals(changed.replyTo());
        violations.require(Law.L3, rest && !before.deleted(), () -> id + ": " + before + " must not become " + changed);
        message.changed(changed);
    }

    private void opened(ChatEvent.ChatOpened opened, long nanos) {
        kind = opened.chat().kind();
        for (Member member : opened.members()) {
            ever(member.userId()).joined(member, opened.version().value(), nanos);
        }
        requireMembers(opened.chat());
    }

    private OracleMember ever(UserId userId) {
        return members.computeIfAbsent(userId, OracleMember::new);
    }

    private void membersChanged(ChatEvent.MembersChanged changed, long nanos) {
        long version = changed.version().value();
        boolean departed = false;
        for (Member member : changed.members()) {
            OracleMember model = ever(member.userId());
            if (member.present() && !model.present()) {
                violations.require(
                        Law.L5, member.readUpTo().value() == last(), () -> id + ": new member with unread " + member);
                model.joined(member, version, nanos);
            } else if (member.present()) {
                model.changedRole(member);
            } else if (violations.require(Law.L4, model.present(), () -> id + ": " + member + " left twice")) {
                model.left(version);
                departed = true;
            }
        }
        if (departed) {
            raiseAllRead();
        }
        requireMembers(changed.chat());
    }

    private void requireMembers(Chat chat) {
        Collection<OracleMember> present = present();
        violations.require(
                Law.L4,
                chat.memberCount() == present.size(),
                () -> id + ": " + chat + " with members " + present.size());
        long owners = present.stream()
                .filter(member -> member.role().equals(Optional.of(Role.OWNER)))
                .count();
        violations.require(
                Law.L4, owners == (kind == ChatKind.GROUP ? 1 : 0), () -> id + ": a chat with " + owners + " owners");
    }

    private void marksMoved(ChatEvent.MarksMoved moved) {
        long next = marksVersion + 1;
        violations.require(
                Law.L5, moved.marksVersion().value() == next, () -> id + ": marks " + moved + " in place of " + next);
        marksVersion = moved.marksVersion().value();
        long at = moved.version().value();
        violations.require(
                Law.L7, at <= version() && at >= marksAtVersion, () -> id + ": marks " + moved + " at " + version());
        marksAtVersion = at;
        for (ChatEvent.Read read : moved.reads()) {
            OracleMember reader = ever(read.userId());
            boolean forward = read.from().value() == reader.readUpTo()
                    && read.to().isAfter(read.from())
                    && read.to().value() <= last();
            violations.require(Law.L5, forward, () -> id + ": " + read + " from mark " + reader.readUpTo());
            reader.read(read.to().value());
        }
        raiseAllRead();
        requireFloors(moved.floors());
    }

    /// The messages of an author are read up to the lowest mark of the other members.
    private void raiseAllRead() {
        for (OracleMember author : members.values()) {
            present().stream()
                    .filter(other -> !other.userId().equals(author.userId()))
                    .mapToLong(OracleMember::readUpTo)
                    .min()
                    .ifPresent(author::allRead);
        }
    }

    private void requireFloors(ChatEvent.Floors floors) {
        List<OracleMember> byMark = new ArrayList<>(present());
        byMark.sort(Comparator.comparingLong(OracleMember::readUpTo));
        Optional<ChatEvent.OwnFloor> lowest = Optional.empty();
        if (byMark.size() >= 2) {
            long first = byMark.get(0).readUpTo();
            long second = byMark.get(1).readUpTo();
            everyoneReadUpTo = Math.max(everyoneReadUpTo, first);
            if (second > first) {
                lowest = Optional.of(new ChatEvent.OwnFloor(byMark.get(0).userId(), new MessageId(second)));
            }
        }
        ChatEvent.Floors expected = new ChatEvent.Floors(new MessageId(everyoneReadUpTo), lowest);
        violations.require(Law.L5, floors.equals(expected), () -> id + ": " + floors + " in place of " + expected);
    }
}
