package io.vestnik.application.commit;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.ReadFloor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The rows that one transaction has read under the locks of its chats, with the decided changes applied, and the
/// events to publish. Owned by one thread; does not access the store.
public final class LockedRows {
    /// An increase of a member's own read floor: the id up to which all other members have read this member's messages.
    public record Raise(MemberRef member, MessageId upTo) {}

    /// Raises a member's own read floor in the store at once, before the rows of the chats are written.
    ///
    /// @param <X> the failure of the store
    @FunctionalInterface
    public interface RaiseNow<X extends Exception> {
        /// Returns whether the floor rose: whether the stored floor was lower.
        boolean raise(Raise raise) throws X;
    }

    private final Map<ChatId, ChatRow> chats = new LinkedHashMap<>();
    private final Map<MemberRef, MemberRow> members = new HashMap<>();
    private final Map<MessageRef, LoggedMessage> messages = new LinkedHashMap<>();
    private final List<LoggedMessage> posted = new ArrayList<>();
    private final List<ChatEvent> events = new ArrayList<>();
    private Instant now = Instant.EPOCH;

    // What was read.

    /// Adds the row of a chat whose lock the transaction holds.
    public void add(ChatRow chat) {
        chats.put(chat.id(), chat);
    }

    /// Adds the row of a member of a locked chat.
    public void add(MemberRow member) {
        members.put(member.ref(), member);
    }

    /// Adds a stored message of a locked chat.
    public void add(Message stored) {
        messages.put(MessageRef.of(stored), new LoggedMessage(stored));
    }

    /// Sets the time of the store's clock, read under the locks.
    public void now(Instant clock) {
        now = clock;
    }

    /// The time of the store's clock, read under the locks.
    public Instant now() {
        return now;
    }

    /// The row of a chat; empty if it was not read.
    public Optional<ChatRow> chat(ChatId id) {
        return Optional.ofNullable(chats.get(id));
    }

    /// The row of a member; empty if it was not read.
    public Optional<MemberRow> member(MemberRef ref) {
        return Optional.ofNullable(members.get(ref));
    }

    Optional<Message> message(MessageRef ref) {
        return Optional.ofNullable(messages.get(ref)).map(LoggedMessage::present);
    }

    // What is decided.

    /// Appends a message to its chat.
    Message post(Draft draft, ChatRow chat, Instant at) {
        chat.posted(at);
        LoggedMessage message = new LoggedMessage(
                draft, chat.head().last(), chat.head().version(), chat.head().lastSentAt());
        posted.add(message);
        messages.put(message.ref(), message);
        return message.present();
    }

    /// Finds a message that this transaction has read or posted, so that it can be changed.
    LoggedMessage logged(MessageRef ref) {
        return Objects.requireNonNull(messages.get(ref));
    }

    /// Adds an event to publish after the commit.
    public void happened(ChatEvent event) {
        events.add(event);
    }

    /// Decides the read floors of the chats whose marks moved or no longer count, and adds the events of these chats.
    /// Called once, after all marks have their final values. Marks only rise, so the result is the same as if the
    /// floors were decided after each move of a mark.
    ///
    /// Before the call, the two lowest marks of each chat with [ChatRow#lowestToLookUp] are set by
    /// [ChatRow#lowest(Lowest)].
    ///
    /// @param membersWritten whether the rows of [#changedMembers] were already written, so that a raise of a member's
    ///     own floor must be written separately
    /// @param raiseNow called for a chat in which no mark moved, because its event depends on the result
    /// @return the raises that must be written separately
    public <X extends Exception> List<Raise> decideFloors(boolean membersWritten, RaiseNow<X> raiseNow) throws X {
        List<Raise> raises = new ArrayList<>();
        for (ChatRow chat : chats.values()) {
            if (chat.floorsToDecide() && !chat.deleted()) {
                ReadFloor before = chat.floor();
                ReadFloor.Decided decided = chat.decideFloors();
                Optional<Raise> raise = decided.ownFloor()
                        .flatMap(own -> raise(new MemberRef(chat.id(), own.author()), own.upTo(), membersWritten));
                if (chat.marksMoved()) {
                    raise.ifPresent(raises::add);
                    happened(chat.marksMovedBy(decided));
                } else {
                    boolean authorRaised = raise.isPresent() && raiseNow.raise(raise.get());
                    if (authorRaised || !chat.floor().equals(before)) {
                        happened(chat.marksMovedBy(decided));
                    }
                }
            }
        }
        return raises;
    }

    /// Raises the author's own read floor.
    ///
    /// @param membersWritten whether the rows of [#changedMembers] were already written
    /// @return the raise, if it must be written separately; empty if the member's row contains it
    private Optional<Raise> raise(MemberRef author, MessageId upTo, boolean membersWritten) {
        MemberRow member = membersWritten ? null : members.get(author);
        if (member == null) {
            return Optional.of(new Raise(author, upTo));
        }
        member.raised(upTo);
        return Optional.empty();
    }

    // What is to be written and published.

    /// The rows of all chats that were read.
    public Collection<ChatRow> chats() {
        return chats.values();
    }

    /// The new messages, in the order of their ids within each chat.
    public List<LoggedMessage> posted() {
        return posted;
    }

    /// The stored messages that were edited or deleted, in their new state.
    public List<Message> amended() {
        return messages.values().stream()
                .filter(LoggedMessage::toUpdate)
                .map(LoggedMessage::present)
                .toList();
    }

    /// The rows of members that differ from the stored rows.
    public List<MemberRow> changedMembers() {
        return members.values().stream().filter(MemberRow::changed).toList();
    }

    /// The events to publish after the commit. The events of one chat are in the order of versions, and the event of
    /// its moved marks is the last one.
    public List<ChatEvent> events() {
        return events;
    }

    /// Whether there are events to publish, or the read floors still have to be computed, which may add events.
    public boolean publishes() {
        return !events.isEmpty() || chats.values().stream().anyMatch(ChatRow::floorsToDecide);
    }
}
