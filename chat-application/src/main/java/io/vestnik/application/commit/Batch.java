package io.vestnik.application.commit;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent.MessageChanged;
import io.vestnik.domain.event.ChatEvent.MessagePosted;
import io.vestnik.domain.message.Amending;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageLog.Appended;
import io.vestnik.domain.message.Posting;
import io.vestnik.domain.message.Posting.ReplyTarget;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Changes that are committed together, the data by which each of them is accepted or refused, and the results.
///
/// The domain's rules accept or refuse the changes one by one, in the order in which they were submitted. Each decision
/// takes the results of the earlier decisions into account. Owned by one thread; independent of the store.
public final class Batch {
    /// The scope and the idempotency key of a draft.
    private record IdempotencyKeyRef(ChatId chatId, UserId senderId, MessageKey key) {
        static IdempotencyKeyRef of(Draft draft) {
            return new IdempotencyKeyRef(draft.chatId(), draft.senderId(), draft.key());
        }
    }

    private final List<QueuedChange> writes;
    private final LockedRows rows;
    private final List<QueuedChange.Post> posts = new ArrayList<>();
    private final Map<IdempotencyKeyRef, Posting.StoredKey> storedKeys = new HashMap<>();
    private final List<Runnable> listeners = new ArrayList<>();
    private final List<Runnable> answers = new ArrayList<>();
    private final Set<ChatId> locked = new LinkedHashSet<>();
    private int repeats;

    /// @param rows receives the rows that are read, and the changes of these rows
    Batch(List<QueuedChange> writes, LockedRows rows) {
        this.writes = writes;
        this.rows = rows;
        writes.forEach(write -> {
            if (write instanceof QueuedChange.Post post) {
                posts.add(post);
            }
        });
    }

    // Queries.

    /// The rows that are read, and the changes of these rows.
    public LockedRows rows() {
        return rows;
    }

    /// The chats of the changes, in order of their ids.
    public List<ChatId> chatIds() {
        return writes.stream().map(QueuedChange::chatId).distinct().sorted().toList();
    }

    /// The memberships of the users who request the changes.
    public List<MemberRef> members() {
        return writes.stream().map(Batch::actor).distinct().toList();
    }

    /// The messages to append, in the order in which they were submitted.
    public List<QueuedChange.Post> posts() {
        return posts;
    }

    /// The stored messages that the decisions need: the originals of replies, messages to edit or delete, and messages
    /// that were sent again. The list is complete only after the stored keys were read.
    public List<MessageRef> messages() {
        Set<MessageRef> messages = new LinkedHashSet<>();
        for (QueuedChange write : decidable()) {
            switch (write) {
                case QueuedChange.Post post -> {
                    Posting.StoredKey before = storedKeys.get(IdempotencyKeyRef.of(post.draft()));
                    if (before != null) {
                        messages.add(new MessageRef(post.chatId(), before.id()));
                    } else {
                        post.draft().replyTo().ifPresent(id -> messages.add(new MessageRef(post.chatId(), id)));
                    }
                }
                case QueuedChange.Amend amend -> messages.add(new MessageRef(amend.chatId(), amend.id()));
                case QueuedChange.Advance advance -> {}
            }
        }
        return List.copyOf(messages);
    }

    /// The chats whose rows were not read: they do not exist, or another transaction holds the locks of their rows.
    public List<ChatId> missing() {
        return chatIds().stream().filter(id -> rows.chat(id).isEmpty()).toList();
    }

    /// Leaves the changes of a chat undecided, because another transaction holds the lock of the chat's row.
    public void locked(ChatId chat) {
        locked.add(chat);
    }

    /// Records that the key of a draft is already stored.
    ///
    /// @param post the index of the draft in [#posts]
    public void foundKey(int post, Posting.StoredKey found) {
        storedKeys.put(IdempotencyKeyRef.of(posts.get(post).draft()), found);
    }

    // Decisions.

    void decide() {
        for (QueuedChange write : decidable()) {
            switch (write) {
                case QueuedChange.Post post -> answers.add(post(post));
                case QueuedChange.Amend amend -> answers.add(amend(amend));
                case QueuedChange.Advance advance -> answers.add(advance(advance));
            }
        }
    }

    private Runnable post(QueuedChange.Post post) {
        Draft draft = post.draft();
        Optional<ChatRow> chat = rows.chat(draft.chatId());
        if (chat.isEmpty()) {
            return () -> post.stage().complete(new Appended.Refused(Refusal.CHAT_NOT_FOUND));
        }
        Optional<MemberRow> sender = rows.member(actor(post));
        Posting.Decision decision = Posting.decide(
                draft,
                chat.get().head(),
                sender.flatMap(MemberRow::role),
                Optional.ofNullable(storedKeys.get(IdempotencyKeyRef.of(draft))),
                replyTarget(draft));
        return switch (decision) {
            case Posting.Decision.Accept() -> {
                Message message = accept(draft, chat.get(), changeTime(post.at()));
                sender.ifPresent(member -> member.sent(message.id()));
                yield () -> post.stage().complete(new Appended.Stored(message));
            }
            case Posting.Decision.Repeat(MessageId id) -> {
                repeats++;
                Message stored =
                        rows.message(new MessageRef(draft.chatId(), id)).orElseThrow();
                yield () -> post.stage().complete(new Appended.Repeated(stored));
            }
            case Posting.Decision.Refuse(Refusal reason) -> () -> post.stage().complete(new Appended.Refused(reason));
        };
    }

    /// The time of a change: the given time of an imported change if it is in the past, otherwise the current time.
    private Instant changeTime(Optional<Instant> at) {
        return at.filter(rows.now()::isAfter).orElse(rows.now());
    }

    private Message accept(Draft draft, ChatRow chat, Instant at) {
        Message message = rows.post(draft, chat, at);
        storedKeys.put(IdempotencyKeyRef.of(draft), new Posting.StoredKey(message.id(), draft.hash()));
        rows.happened(new MessagePosted(chat.id(), message.version(), message, draft.key()));
        draft.listener().ifPresent(listener -> listeners.add(() -> listener.committed(message)));
        return message;
    }

    private ReplyTarget replyTarget(Draft draft) {
        return draft.replyTo()
                .map(id -> rows.message(new MessageRef(draft.chatId(), id))
                        .map(target -> target.deleted() ? ReplyTarget.DELETED : ReplyTarget.PRESENT)
                        .orElse(ReplyTarget.MISSING))
                .orElse(ReplyTarget.NONE);
    }

    private Runnable amend(QueuedChange.Amend amend) {
        Optional<ChatRow> chat = rows.chat(amend.chatId());
        if (chat.isEmpty()) {
            return () -> amend.stage().complete(Outcome.refused(Refusal.CHAT_NOT_FOUND));
        }
        Optional<Role> actor = rows.member(actor(amend)).flatMap(MemberRow::role);
        MessageRef ref = new MessageRef(amend.chatId(), amend.id());
        Optional<Message> before = rows.message(ref);
        Amending.Decision decision = amend.text()
                .map(text -> Amending.edit(amend.actor(), actor, before, text))
                .orElseGet(() -> Amending.delete(amend.actor(), actor, before));
        return switch (decision) {
            case Amending.Decision.Change() -> {
                ChatVersion version = chat.get().takeVersion();
                LoggedMessage message = rows.logged(ref);
                message.amend(amend.text(), version, changeTime(amend.at()));
                Message after = message.present();
                rows.happened(new MessageChanged(amend.chatId(), version, after));
                yield () -> amend.stage().complete(Outcome.done(after));
            }
            case Amending.Decision.Keep() -> () -> amend.stage().complete(Outcome.done(before.orElseThrow()));
            case Amending.Decision.Refuse(Refusal reason) -> () -> amend.stage().complete(Outcome.refused(reason));
        };
    }

    private Runnable advance(QueuedChange.Advance advance) {
        Optional<ChatRow> chat = rows.chat(advance.chatId());
        Optional<MemberRow> reader =
                rows.member(actor(advance)).filter(member -> member.role().isPresent());
        if (chat.isEmpty() || reader.isEmpty()) {
            return () -> advance.stage().complete(Outcome.refused(Refusal.CHAT_NOT_FOUND));
        }
        MessageId from = reader.get().readUpTo();
        MessageId to = MessageId.min(advance.upTo(), chat.get().head().last());
        if (to.isAfter(from)) {
            reader.get().read(to);
            chat.get().read(advance.actor(), from, to);
            // The marks version is read when the listener is called: it is known only after all read floors are
            // decided.
            listeners.add(() ->
                    advance.listener().committed(new ReadStates.Moved(chat.get().marksVersion(), to)));
        }
        MessageId now = reader.get().readUpTo();
        return () -> advance.stage().complete(Outcome.done(now));
    }

    // Results.

    private List<QueuedChange> decidable() {
        return locked.isEmpty()
                ? writes
                : writes.stream()
                        .filter(write -> !locked.contains(write.chatId()))
                        .toList();
    }

    /// The changes that were not decided because another transaction holds the lock of their chat's row, in the order
    /// in which they were submitted.
    public List<QueuedChange> undecided() {
        return locked.isEmpty()
                ? List.of()
                : writes.stream()
                        .filter(write -> locked.contains(write.chatId()))
                        .toList();
    }

    /// The number of decided changes.
    public int decided() {
        return answers.size();
    }

    /// The calls of the commit listeners, for stored messages and moved read marks, in the order of the changes.
    List<Runnable> listeners() {
        return listeners;
    }

    /// The actions that complete the stages of the decided changes, in the order of the changes.
    public List<Runnable> answers() {
        return answers;
    }

    /// The number of drafts that were already stored.
    public int repeats() {
        return repeats;
    }

    private static MemberRef actor(QueuedChange write) {
        return new MemberRef(write.chatId(), write.actor());
    }
}
