package io.vestnik.postgres;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvent.MessageChanged;
import io.vestnik.domain.event.ChatEvent.MessagePosted;
import io.vestnik.domain.event.ChatEvent.OwnFloor;
import io.vestnik.domain.message.Amending;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog.Appended;
import io.vestnik.domain.message.Posting;
import io.vestnik.domain.message.Posting.ReplyTarget;
import io.vestnik.domain.read.MarksVersion;
import io.vestnik.domain.read.ReadFloor;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.postgres.LoggedMessage.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Changes that are committed together: the data for the decisions, and the decisions.
///
/// The changes are decided one by one in the order of the calls, by the domain's rules; each sees the results of the
/// earlier ones. Owned by one thread; independent of the database.
final class Batch {
    /// The key of a membership.
    record Seat(UUID chatId, UUID userId) {}

    /// The scope and the idempotency key of a draft.
    record Name(UUID chatId, UUID senderId, UUID key) {}

    /// A raise of a member's own floor.
    record Raise(UUID chatId, UUID userId, MessageId upTo) {}

    private final List<Work> works;
    private final List<Work.Post> posts = new ArrayList<>();
    private final Map<ChatId, ChatState> chats = new LinkedHashMap<>();
    private final Map<Seat, MemberState> members = new HashMap<>();
    private final Map<Name, Posting.Kept> kept = new HashMap<>();
    private final Map<Place, LoggedMessage> messages = new LinkedHashMap<>();

    private final List<LoggedMessage> posted = new ArrayList<>();
    private final List<Raise> raises = new ArrayList<>();
    private final List<ChatEvent> events = new ArrayList<>();
    private final List<Runnable> listeners = new ArrayList<>();
    private final List<Runnable> answers = new ArrayList<>();
    private final Set<ChatId> locked = new LinkedHashSet<>();
    private int repeats;

    Batch(List<Work> works) {
        this.works = works;
        works.forEach(work -> {
            if (work instanceof Work.Post post) {
                posts.add(post);
            }
        });
    }

    // Queries.

    List<ChatId> chatIds() {
        return works.stream().map(Work::chatId).distinct().sorted().toList();
    }

    List<Seat> seats() {
        return works.stream()
                .map(work -> new Seat(work.chatId().value(), work.actor().value()))
                .distinct()
                .toList();
    }

    List<Work.Post> posts() {
        return posts;
    }

    /// The messages that are replied to, changed or repeated; known once the keys were read.
    List<Place> places() {
        Set<Place> places = new LinkedHashSet<>();
        for (Work work : decidable()) {
            switch (work) {
                case Work.Post post -> {
                    UUID chatId = post.chatId().value();
                    Posting.Kept before = kept.get(name(post.draft()));
                    if (before != null) {
                        places.add(new Place(chatId, before.id().value()));
                    } else {
                        post.draft().replyTo().ifPresent(id -> places.add(new Place(chatId, id.value())));
                    }
                }
                case Work.Amend amend ->
                    places.add(new Place(amend.chatId().value(), amend.id().value()));
                case Work.Advance advance -> {}
            }
        }
        return List.copyOf(places);
    }

    void chat(ChatState chat) {
        chats.put(chat.id(), chat);
    }

    /// The requested chats that were not found: they do not exist, or another transaction holds their rows.
    List<ChatId> missing() {
        return chatIds().stream().filter(id -> !chats.containsKey(id)).toList();
    }

    /// Another transaction holds this chat's row: none of its changes is decided now.
    void locked(ChatId chat) {
        locked.add(chat);
    }

    void member(MemberState member) {
        members.put(new Seat(member.chatId(), member.userId()), member);
    }

    void kept(int post, Posting.Kept found) {
        kept.put(name(posts.get(post).draft()), found);
    }

    void message(Message found) {
        LoggedMessage message = new LoggedMessage(found);
        messages.put(message.place(), message);
    }

    // Decisions.

    /// @param now the store's clock, read under the locks
    void decide(Instant now) {
        for (Work work : decidable()) {
            switch (work) {
                case Work.Post post -> answers.add(post(post, now));
                case Work.Amend amend -> answers.add(amend(amend, now));
                case Work.Advance advance -> answers.add(advance(advance));
            }
        }
    }

    private Runnable post(Work.Post post, Instant now) {
        Draft draft = post.draft();
        ChatState chat = chats.get(draft.chatId());
        if (chat == null) {
            return () -> post.stage().complete(new Appended.Refused(Refusal.CHAT_NOT_FOUND));
        }
        Name name = name(draft);
        MemberState sender = members.get(new Seat(name.chatId(), name.senderId()));
        Posting.Decision decision = Posting.decide(
                draft, chat.head(), role(sender), Optional.ofNullable(kept.get(name)), replyTarget(draft));
        return switch (decision) {
            case Posting.Decision.Accept() -> {
                Message message = accept(draft, chat, then(post.at(), now));
                if (sender != null) {
                    sender.sent(message.id());
                }
                yield () -> post.stage().complete(new Appended.Stored(message));
            }
            case Posting.Decision.Repeat(MessageId id) -> {
                repeats++;
                Message stored = found(new Place(name.chatId(), id.value())).orElseThrow();
                yield () -> post.stage().complete(new Appended.Repeated(stored));
            }
            case Posting.Decision.Refuse(Refusal reason) -> () -> post.stage().complete(new Appended.Refused(reason));
        };
    }

    /// An imported change keeps its time, unless that is in the future.
    private static Instant then(Optional<Instant> at, Instant now) {
        return at.filter(now::isAfter).orElse(now);
    }

    private Message accept(Draft draft, ChatState chat, Instant now) {
        chat.posted(now);
        LoggedMessage message = new LoggedMessage(
                draft, chat.head().last(), chat.head().version(), chat.head().lastSentAt());
        posted.add(message);
        messages.put(message.place(), message);
        kept.put(name(draft), new Posting.Kept(message.present().id(), draft.hash()));
        Message present = message.present();
        events.add(new MessagePosted(chat.id(), chat.head().version(), present, draft.key()));
        draft.listener().ifPresent(listener -> listeners.add(() -> listener.committed(present)));
        return present;
    }

    private ReplyTarget replyTarget(Draft draft) {
        return draft.replyTo()
                .map(id -> found(new Place(draft.chatId().value(), id.value()))
                        .map(target -> target.deleted() ? ReplyTarget.DELETED : ReplyTarget.PRESENT)
                        .orElse(ReplyTarget.MISSING))
                .orElse(ReplyTarget.NONE);
    }

    private Runnable amend(Work.Amend amend, Instant now) {
        ChatState chat = chats.get(amend.chatId());
        if (chat == null) {
            return () -> amend.stage().complete(Outcome.refused(Refusal.CHAT_NOT_FOUND));
        }
        Optional<Role> actor =
                role(members.get(new Seat(amend.chatId().value(), amend.actor().value())));
        Place place = new Place(amend.chatId().value(), amend.id().value());
        Optional<Message> before = found(place);
        Amending.Decision decision = amend.text()
                .map(text -> Amending.edit(amend.actor(), actor, before, text))
                .orElseGet(() -> Amending.delete(amend.actor(), actor, before));
        return switch (decision) {
            case Amending.Decision.Change() -> {
                chat.changedOtherwise();
                LoggedMessage message = Objects.requireNonNull(messages.get(place));
                message.amend(amend.text(), chat.head().version(), then(amend.at(), now));
                Message after = message.present();
                events.add(new MessageChanged(chat.id(), chat.head().version(), after));
                yield () -> amend.stage().complete(Outcome.done(after));
            }
            case Amending.Decision.Keep() -> () -> amend.stage().complete(Outcome.done(before.orElseThrow()));
            case Amending.Decision.Refuse(Refusal reason) -> () -> amend.stage().complete(Outcome.refused(reason));
        };
    }

    private Runnable advance(Work.Advance advance) {
        ChatState chat = chats.get(advance.chatId());
        MemberState reader =
                members.get(new Seat(advance.chatId().value(), advance.actor().value()));
        if (chat == null || reader == null || reader.role().isEmpty()) {
            return () -> advance.stage().complete(Outcome.refused(Refusal.CHAT_NOT_FOUND));
        }
        MessageId from = reader.readUpTo();
        MessageId to = MessageId.min(advance.upTo(), chat.head().last());
        if (to.isAfter(from)) {
            reader.read(to);
            chat.read(advance.actor(), from, to);
            // The marks version is known when all floors are decided.
            listeners.add(() ->
                    advance.listener().committed(new ReadStates.Moved(new MarksVersion(chat.marksVersion()), to)));
        }
        MessageId now = reader.readUpTo();
        return () -> advance.stage().complete(Outcome.done(now));
    }

    /// Decides up to where all members have read, once all marks have their final values. Since marks only rise, the
    /// result is the same as with a decision after each mark.
    ///
    /// @param membersWritten whether [#changedMembers] were already written, so that a raise of one of them must be
    ///     written separately
    void decideFloors(boolean membersWritten) {
        for (ChatState chat : chats.values()) {
            if (chat.marksMoved()) {
                ReadFloor.Decided decided = chat.decideFloor();
                decided.ownFloor().ifPresent(own -> raise(chat, own, membersWritten));
                events.add(chat.marksMovedBy(decided));
            }
        }
    }

    private void raise(ChatState chat, OwnFloor own, boolean membersWritten) {
        Seat seat = new Seat(chat.id().value(), own.author().value());
        MemberState author = membersWritten ? null : members.get(seat);
        if (author == null) {
            raises.add(new Raise(seat.chatId(), seat.userId(), own.upTo()));
        } else {
            author.raised(own.upTo());
        }
    }

    // Results.

    private List<Work> decidable() {
        return locked.isEmpty()
                ? works
                : works.stream().filter(work -> !locked.contains(work.chatId())).toList();
    }

    /// The changes that were not decided because the chat's row is locked by another transaction; in the order of the
    /// calls.
    List<Work> undecided() {
        return locked.isEmpty()
                ? List.of()
                : works.stream().filter(work -> locked.contains(work.chatId())).toList();
    }

    /// The number of decided changes.
    int decided() {
        return answers.size();
    }

    List<LoggedMessage> posted() {
        return posted;
    }

    List<Message> amended() {
        return messages.values().stream()
                .filter(LoggedMessage::toUpdate)
                .map(LoggedMessage::present)
                .toList();
    }

    List<MemberState> changedMembers() {
        return members.values().stream().filter(MemberState::changed).toList();
    }

    List<ChatState> changedChats() {
        return chats.values().stream().filter(ChatState::changed).toList();
    }

    List<ChatState> lowestToLookUp() {
        return chats.values().stream().filter(ChatState::lowestToLookUp).toList();
    }

    List<Raise> raises() {
        return raises;
    }

    /// The events to publish after the commit; those of one chat in the order of versions, marks last.
    List<ChatEvent> events() {
        return events;
    }

    /// Calls the listeners of the changes with an event, in the order of the calls; before the events are published.
    List<Runnable> listeners() {
        return listeners;
    }

    /// Completes the stages, in the order of the calls.
    List<Runnable> answers() {
        return answers;
    }

    int repeats() {
        return repeats;
    }

    private Optional<Message> found(Place place) {
        return Optional.ofNullable(messages.get(place)).map(LoggedMessage::present);
    }

    private static Optional<Role> role(@Nullable MemberState member) {
        return member == null ? Optional.empty() : member.role();
    }

    private static Name name(Draft draft) {
        return new Name(
                draft.chatId().value(), draft.senderId().value(), draft.key().value());
    }
}
