package io.vestnik.application.live.feed;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.LiveIndex;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvent.MarksMoved;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.MarksVersion;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Delivers the read marks of one chat to the members concerned. Owned by the feed's event loop.
///
/// A move of a read mark is delivered only after the feed has delivered the version that the chat had when the mark
/// moved. So a removed member does not learn of a read that follows the removal, because the feed delivers the removal
/// first (law L7).
final class FeedMarks {
    /// An id that is later than the id of every message.
    private static final MessageId NO_BOUND = new MessageId(Long.MAX_VALUE);

    private final Audience audience;
    private final MemoryBudget memory;
    private final WaitingAnswers<MarksVersion> answers = new WaitingAnswers<>();
    private MarksVersion version;
    /// The number of times that this feed missed moves of read marks. After each miss the marks have to be read from
    /// the store.
    private int misses;
    /// The value of `misses` when the last completed read of the store began. This read has repaired all misses up to
    /// then.
    private int repaired;
    /// The held events, in the order of arrival; null if there are none. Their read marks moved at versions of the chat
    /// that are not delivered yet.
    private @Nullable Queue<MarksMoved> held;
    /// The smallest `allReadUpTo` of all subscriptions.
    private MessageId allReadByAll = NO_BOUND;

    FeedMarks(Audience audience, MarksVersion version, MemoryBudget memory) {
        this.audience = audience;
        this.version = version;
        this.memory = memory;
    }

    MarksVersion version() {
        return version;
    }

    /// Whether a move of a read mark was missed since the last repair.
    boolean missed() {
        return misses != repaired;
    }

    int misses() {
        return misses;
    }

    /// Whether an event is held or an answer waits.
    boolean waits() {
        return held != null || !answers.isEmpty();
    }

    /// The smallest [MarksVersion] for which an answer waits.
    Optional<MarksVersion> awaited() {
        return answers.lowest();
    }

    /// The version of the chat for which the first held event waits; empty if no event is held.
    Optional<ChatVersion> heldFor() {
        return held == null ? Optional.empty() : Optional.of(held.element().version());
    }

    /// Gives an answer once marks version `at` was delivered and all missed marks were read from the store.
    void after(MarksVersion at, Answer answer) {
        assert audience.owned() : "another thread's feed";
        if (at.isAfter(version) || missed()) {
            answers.add(at, answer);
        } else {
            answer.giveLate();
        }
    }

    /// Delivers an event of moved read marks. Holds the event instead if the version that the chat had when the marks
    /// moved is later than `delivered`.
    void accept(MarksMoved moved, ChatVersion delivered) {
        if (moved.version().isAfter(delivered)) {
            hold(moved);
        } else {
            show(moved);
        }
    }

    /// Holds an event. If there is no room, the event is dropped; the next event of moved read marks, or a comparison
    /// with the store, reveals that a [MarksVersion] was missed.
    private void hold(MarksMoved moved) {
        Queue<MarksMoved> moves = held == null ? new ArrayDeque<>() : held;
        if (moves.size() < HeldEvents.HELD_MAX && memory.reserve(Weight.of(moved))) {
            moves.add(moved);
            held = moves;
        }
    }

    /// Delivers the held events whose chat version is `delivered` or earlier.
    void reached(ChatVersion delivered) {
        while (held != null && !held.element().version().isAfter(delivered)) {
            show(takeHeld(held));
        }
    }

    private MarksMoved takeHeld(Queue<MarksMoved> moves) {
        MarksMoved first = moves.remove();
        memory.release(Weight.of(first));
        if (moves.isEmpty()) {
            held = null;
        }
        return first;
    }

    private void show(MarksMoved moved) {
        if (!moved.marksVersion().isAfter(version)) {
            return;
        }
        if (moved.marksVersion().isAfter(version.next())) {
            misses++;
        }
        version = moved.marksVersion();
        audience.memberCount(moved.memberCount());
        List<Answer> due = answers.takeAt(version);
        for (ChatEvent.Read read : moved.reads()) {
            showRead(read, due);
        }
        give(due);
        moved.floors().exceptLowest().ifPresent(this::showAllRead);
        MessageId everyone = moved.floors().everyone();
        if (everyone.isAfter(allReadByAll)) {
            // All subscriptions are visited only if the lowest of all read marks has risen. Most reads in a large group
            // do not raise it, and visit at most two subscriptions: that of the reader, and that of the member with the
            // lowest mark.
            audience.forEach(subscription -> showAllRead(subscription, everyone));
            allReadByAll = everyone;
        }
    }

    private void showRead(ChatEvent.Read read, List<Answer> due) {
        EncodedEvent event = new EncodedEvent(new LiveEvent.ReadMark(audience.chatId, read.userId(), read.to()));
        Subscription reader = audience.find(read.userId());
        if (reader != null) {
            reader.readUpTo = MessageId.max(reader.readUpTo, read.to());
            reader.viewer.show(event, due);
        }
        if (!audience.large()) {
            audience.forEach(subscription -> {
                if (subscription != reader && subscription.lastSent.isAfter(read.from())) {
                    subscription.viewer.show(event);
                }
            });
        }
    }

    private void showAllRead(ChatEvent.OwnFloor own) {
        Subscription subscription = audience.find(own.author());
        if (subscription != null) {
            showAllRead(subscription, own.upTo());
        }
    }

    private void showAllRead(Subscription subscription, MessageId upTo) {
        MessageId before = subscription.allReadUpTo;
        if (upTo.isAfter(before)) {
            subscription.allReadUpTo = upTo;
            if (subscription.lastSent.isAfter(before)) {
                sendAllRead(subscription);
            }
        }
    }

    private void sendAllRead(Subscription subscription) {
        subscription.allReadSent = subscription.allReadUpTo;
        subscription.viewer.show(
                new EncodedEvent(new LiveEvent.AllReadMark(audience.chatId, subscription.allReadUpTo)));
    }

    /// Records a new subscription.
    void subscribed(Subscription subscription) {
        allReadByAll = MessageId.min(allReadByAll, subscription.allReadUpTo);
    }

    /// Called when a user's subscription has ended: gives the user the answers that still wait in this feed, because no
    /// later event will release them.
    void unsubscribed(Viewer viewer) {
        answers.takeOf(viewer.id()).forEach(Answer::giveUnsubscribed);
    }

    /// Records a member's newest delivered message. An all-read mark that covers this message may have arrived before
    /// the message. It was withheld then, and is delivered now.
    void sent(Subscription author, MessageId id) {
        if (id.isAfter(author.lastSent)) {
            author.lastSent = id;
            if (!id.isAfter(author.allReadUpTo) && author.allReadUpTo.isAfter(author.allReadSent)) {
                sendAllRead(author);
            }
        }
    }

    /// Applies newer read marks of one subscriber.
    void raise(Member member) {
        repair(member, List.of());
    }

    /// Applies snapshots of the subscribers, which were read from the store after moves of read marks were missed.
    ///
    /// @param before the number of misses before that read
    void repair(List<LiveIndex.Snapshot> snapshots, int before) {
        repaired = before;
        for (LiveIndex.Snapshot snapshot : snapshots) {
            version = MarksVersion.max(version, snapshot.marksVersion());
        }
        List<Answer> due = answers.takeUpTo(version);
        for (LiveIndex.Snapshot snapshot : snapshots) {
            repair(snapshot.member(), due);
        }
        give(due);
    }

    private static void give(List<Answer> due) {
        for (Answer answer : due) {
            boolean unused = answer.give();
        }
    }

    private void repair(Member member, List<Answer> due) {
        Subscription subscription = audience.find(member.userId());
        if (subscription == null) {
            return;
        }
        subscription.lastSent = MessageId.max(subscription.lastSent, member.lastSent());
        if (member.readUpTo().isAfter(subscription.readUpTo)) {
            subscription.readUpTo = member.readUpTo();
            subscription.viewer.show(
                    new EncodedEvent(
                            new LiveEvent.ReadMark(audience.chatId, subscription.viewer.id(), member.readUpTo())),
                    due);
        }
        showAllRead(subscription, member.allReadUpTo());
    }

    /// Releases the held events and gives all answers; this feed is no longer used.
    void end() {
        while (held != null) {
            MarksMoved unused = takeHeld(held);
        }
        answers.takeAll().forEach(Answer::giveUnsubscribed);
    }
}
