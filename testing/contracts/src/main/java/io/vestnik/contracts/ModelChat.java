package io.vestnik.contracts;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/// A model of a chat, which implements the promises as simply as possible. It stores no value that can be computed, and
/// decides `read` of each message by checking each member. It uses none of the domain's rules.
final class ModelChat {
    final ChatId id;
    final ChatKind kind;
    final UserId creator;
    final Map<UserId, ModelMember> everMembers = new TreeMap<>();
    final List<ModelMessage> messages = new ArrayList<>();
    final Map<List<Object>, ModelMessage> byKey = new HashMap<>();
    Optional<ChatTitle> title;
    long version = 1;
    boolean open = true;

    static final class ModelMember {
        final UserId userId;
        Optional<Role> role = Optional.empty();
        Member joined;
        long readUpTo;
        long allReadUpTo;

        ModelMember(Member joined) {
            this.userId = joined.userId();
            this.joined = joined;
        }
    }

    static final class ModelMessage {
        final long id;
        final UserId senderId;
        final Draft draft;
        Optional<MessageText> text;
        boolean read;
        boolean edited;
        boolean deleted;
        long version;

        ModelMessage(long id, Draft draft, long version) {
            this.id = id;
            this.senderId = draft.senderId();
            this.draft = draft;
            this.text = Optional.of(draft.text());
            this.version = version;
        }
    }

    ModelChat(ChatId id, ChatKind kind, UserId creator, Optional<ChatTitle> title) {
        this.id = id;
        this.kind = kind;
        this.creator = creator;
        this.title = title;
    }

    List<ModelMember> present() {
        return everMembers.values().stream()
                .filter(member -> member.role.isPresent())
                .toList();
    }

    Optional<ModelMember> present(UserId userId) {
        return Optional.ofNullable(everMembers.get(userId)).filter(member -> member.role.isPresent());
    }

    private boolean hasRole(UserId userId, Set<Role> roles) {
        return present(userId)
                .flatMap(member -> member.role)
                .filter(roles::contains)
                .isPresent();
    }

    boolean leads(UserId userId) {
        return kind == ChatKind.GROUP && hasRole(userId, Set.of(Role.OWNER, Role.ADMIN));
    }

    boolean owns(UserId userId) {
        return kind == ChatKind.GROUP && hasRole(userId, Set.of(Role.OWNER));
    }

    long last() {
        return messages.size();
    }

    Optional<ModelMessage> message(MessageId messageId) {
        return messages.stream().filter(each -> each.id == messageId.value()).findFirst();
    }

    long unread(ModelMember member) {
        long unread = messages.stream()
                .filter(each -> each.id > member.readUpTo && !each.deleted && !each.senderId.equals(member.userId))
                .count();
        return Math.min(unread, 1000);
    }

    List<ModelMember> mustRead(ModelMessage message) {
        return present().stream()
                .filter(member -> !member.userId.equals(message.senderId)
                        && member.joined.joinedAfter().value() < message.id)
                .toList();
    }

    // ---- changes

    /// Stores a draft as a message and returns it. If a message of the sender has the draft's key already, nothing is
    /// stored, and this message is returned if it has the same content.
    Outcome<ModelMessage> post(Draft draft) {
        if (present(draft.senderId()).isEmpty()) {
            return Outcome.refused(Refusal.CHAT_NOT_FOUND);
        }
        List<Object> key = List.of(draft.senderId(), draft.key());
        Optional<ModelMessage> before = Optional.ofNullable(byKey.get(key));
        if (before.isPresent()) {
            Draft first = before.get().draft;
            boolean same = first.text().equals(draft.text()) && first.replyTo().equals(draft.replyTo());
            return same ? Outcome.done(before.get()) : Outcome.refused(Refusal.KEY_REUSED);
        }
        if (!open) {
            return Outcome.refused(Refusal.FORBIDDEN);
        }
        if (draft.replyTo().isPresent()) {
            Optional<ModelMessage> target = message(draft.replyTo().get());
            if (target.isEmpty()) {
                return Outcome.refused(Refusal.MESSAGE_NOT_FOUND);
            }
            if (target.get().deleted) {
                return Outcome.refused(Refusal.MESSAGE_DELETED);
            }
        }
        version++;
        ModelMessage message = new ModelMessage(last() + 1, draft, version);
        messages.add(message);
        byKey.put(key, message);
        return Outcome.done(message);
    }

    Outcome<ModelMessage> edit(UserId actor, MessageId messageId, MessageText text) {
        return amend(actor, messageId, message -> message.senderId.equals(actor), message -> {
            if (message.deleted) {
                return Optional.of(Refusal.MESSAGE_DELETED);
            }
            if (!message.text.equals(Optional.of(text))) {
                version++;
                message.version = version;
                message.text = Optional.of(text);
                message.edited = true;
            }
            return Optional.empty();
        });
    }

    Outcome<ModelMessage> delete(UserId actor, MessageId messageId) {
        return amend(actor, messageId, message -> message.senderId.equals(actor) || leads(actor), message -> {
            if (!message.deleted) {
                version++;
                message.version = version;
                message.text = Optional.empty();
                message.deleted = true;
            }
            return Optional.empty();
        });
    }

    private interface Change {
        Optional<Refusal> make(ModelMessage message);
    }

    private Outcome<ModelMessage> amend(UserId actor, MessageId messageId, Predicate<ModelMessage> may, Change change) {
        if (present(actor).isEmpty()) {
            return Outcome.refused(Refusal.CHAT_NOT_FOUND);
        }
        Optional<ModelMessage> message = message(messageId);
        if (message.isEmpty()) {
            return Outcome.refused(Refusal.MESSAGE_NOT_FOUND);
        }
        if (!may.test(message.get())) {
            return Outcome.refused(Refusal.FORBIDDEN);
        }
        return change.make(message.get())
                .<Outcome<ModelMessage>>map(Outcome::refused)
                .orElseGet(() -> Outcome.done(message.get()));
    }

    Outcome<MessageId> read(UserId reader, MessageId upTo) {
        Optional<ModelMember> member = present(reader);
        if (member.isEmpty()) {
            return Outcome.refused(Refusal.CHAT_NOT_FOUND);
        }
        long to = Math.min(upTo.value(), last());
        if (to > member.get().readUpTo) {
            member.get().readUpTo = to;
            afterAReadOrADeparture();
        }
        return Outcome.done(new MessageId(member.get().readUpTo));
    }

    /// @param active whether a member can act for the group. Such a member inherits the group before members who cannot
    void leave(UserId leaver, Predicate<UserId> active) {
        ModelMember leaving = present(leaver).orElseThrow();
        version++;
        if (owns(leaver)) {
            ModelMember heir = present().stream()
                    .filter(member -> member != leaving)
                    .min(Comparator.comparing((ModelMember member) -> !active.test(member.userId))
                            .thenComparing(member -> !member.role.equals(Optional.of(Role.ADMIN)))
                            .thenComparing(member -> member.joined.joinedAt())
                            .thenComparing(member -> member.userId))
                    .orElseThrow();
            heir.role = Optional.of(Role.OWNER);
        }
        leaving.role = Optional.empty();
        afterAReadOrADeparture();
    }

    /// Adds a member. The store decides the time of joining, and the message up to which the member's own messages
    /// count as read.
    void enter(Member joined) {
        ModelMember member = everMembers.computeIfAbsent(joined.userId(), id -> newcomer(joined));
        member.role = joined.role();
        member.joined = joined;
        member.readUpTo = last();
    }

    /// Makes a member who was not in the chat before. The new member has written nothing, so the store may return any
    /// initial `allReadUpTo` that does not cover future messages.
    private ModelMember newcomer(Member joined) {
        if (joined.allReadUpTo().value() > last()) {
            throw new AssertionError("begins with messages read that are not there: " + joined);
        }
        ModelMember member = new ModelMember(joined);
        member.allReadUpTo = joined.allReadUpTo().value();
        return member;
    }

    /// Applies the rule of reading after a member has read or left: a message becomes read if there is another member
    /// and no other member has a read mark below the message. Then advances `allReadUpTo` of each author to the lowest
    /// read mark of the other members.
    private void afterAReadOrADeparture() {
        for (ModelMessage message : messages) {
            List<ModelMember> others = others(message.senderId);
            message.read |= !others.isEmpty() && others.stream().allMatch(other -> other.readUpTo >= message.id);
        }
        for (ModelMember author : everMembers.values()) {
            others(author.userId).stream()
                    .mapToLong(other -> other.readUpTo)
                    .min()
                    .ifPresent(lowest -> author.allReadUpTo = Math.max(author.allReadUpTo, lowest));
        }
    }

    private List<ModelMember> others(UserId author) {
        return present().stream()
                .filter(member -> !member.userId.equals(author))
                .toList();
    }
}
