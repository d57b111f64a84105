package io.vestnik.application.live.feed;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Peer;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvent.MarksMoved;
import io.vestnik.domain.event.ChatEvent.MembersChanged;
import io.vestnik.domain.event.ChatEvent.Versioned;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.read.MarksVersion;
import io.vestnik.domain.user.UserId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Delivers the events of one chat to those members who are connected to this node: version n+1 after n, each once (law
/// L4).
///
/// An answer to a request [waits][#after] until the feed has delivered a certain version. If the answer reports the
/// change of this version, the answer takes the event's place on the connection of the request.
///
/// Owned by one event loop; no other thread uses the feed.
public final class ChatFeed {
    private final Audience audience;
    private final FeedMarks marks;
    private final HeldEvents held;
    private final Viewers viewers;
    private final DeliveredMessages messages = new DeliveredMessages();
    private final WaitingAnswers<ChatVersion> answers = new WaitingAnswers<>();
    /// Answers whose version was delivered before their users were subscribed.
    private final List<Answer> unplaced = new ArrayList<>(0);
    private ChatVersion version;
    private boolean partnersReported;
    private boolean ended;
    /// The generation of the data that this feed delivers: see [FeedContext].
    final int generation;
    final RepairState repairing = new RepairState();

    /// @param audience an audience that has no subscribers yet
    /// @param version the version of the chat that the first subscribers already have
    /// @param memory the budget of held events
    /// @param generation the generation of the data
    ChatFeed(
            Audience audience,
            ChatVersion version,
            MarksVersion marksVersion,
            MemoryBudget memory,
            Viewers viewers,
            int generation) {
        this.audience = audience;
        this.version = version;
        this.marks = new FeedMarks(audience, marksVersion, memory);
        this.held = new HeldEvents(memory);
        this.viewers = viewers;
        this.generation = generation;
    }

    /// The chat.
    public ChatId chatId() {
        return audience.chatId;
    }

    /// The version of the chat up to which this feed has delivered.
    public ChatVersion version() {
        return version;
    }

    FeedMarks marks() {
        return marks;
    }

    /// The marks version up to which this feed has delivered.
    public MarksVersion marksVersion() {
        return marks.version();
    }

    /// Whether the chat is a large group, whose events are reduced.
    public boolean large() {
        return audience.large();
    }

    /// Whether `viewer` is subscribed. Another [Viewer] of the same user, from an earlier connection, does not count.
    public boolean has(Viewer viewer) {
        Subscription present = audience.find(viewer.id());
        return present != null && present.isOf(viewer);
    }

    /// Whether a user with this id is subscribed.
    public boolean hasUser(UserId userId) {
        return audience.find(userId) != null;
    }

    Set<UserId> users() {
        return audience.subscriptions().users();
    }

    boolean isEmpty() {
        return audience.subscriptions().isEmpty();
    }

    /// Whether an event is held or an answer waits.
    boolean waits() {
        return !held.isEmpty() || !answers.isEmpty() || marks.waits();
    }

    /// The lowest version of the chat, and the lowest marks version, for which held events or answers wait.
    MissingVersions missing() {
        assert audience.owned() : "another thread's feed";
        Optional<ChatVersion> next = held.isEmpty() ? answers.lowest() : Optional.of(version.next());
        return new MissingVersions(next.isPresent() ? next : marks.heldFor(), marks.awaited());
    }

    /// Gives an answer once this feed has delivered version `at`.
    public void after(ChatVersion at, Answer answer) {
        assert audience.owned() : "another thread's feed";
        if (ended) {
            answer.giveUnsubscribed();
        } else if (at.isAfter(version)) {
            answers.add(at, answer);
        } else {
            answer.giveLate();
        }
    }

    /// Subscribes a user, or applies newer read marks if the user is already subscribed.
    void subscribe(Viewer viewer, Member member) {
        Subscription present = audience.find(viewer.id());
        if (present != null && present.isOf(viewer)) {
            marks.raise(member);
            return;
        }
        if (present != null) {
            // It belongs to an earlier viewer of the user, who is no longer connected: it is about to be removed
            // anyway.
            unsubscribe(present);
        }
        Subscription added = audience.add(viewer, member);
        marks.subscribed(added);
        partnersReported |= audience.partnerOf(added).isPresent();
        for (Answer answer : List.copyOf(unplaced)) {
            if (answer.userId().equals(viewer.id())) {
                unplaced.remove(answer);
                answer.giveLate();
            }
        }
    }

    /// Delivers a snapshot of the chat that was read from the store. Delivery continues after this feed's version.
    void enter(Viewer viewer, ChatView view) {
        viewer.enter(chatId(), entry(view));
    }

    private EncodedEvent entry(ChatView view) {
        return new EncodedEvent(new LiveEvent.ChatEntry(chatId(), version, view.at(version)));
    }

    /// Subscribes a member whose join event was missed and delivers a snapshot of the chat. No-op if the user is
    /// subscribed or not connected.
    private void subscribeMissing(UserId userId, Map<UserId, ChatView> views) {
        ChatView view = views.get(userId);
        Viewer viewer = viewers.find(userId);
        if (view != null && viewer != null && !has(viewer)) {
            subscribe(viewer, view.me());
            enter(viewer, view);
        }
    }

    /// Removes the subscription of a user who is no longer a member, and reports the removal.
    void removeMember(Viewer viewer) {
        Subscription present = audience.find(viewer.id());
        if (present != null) {
            unsubscribe(present);
            // This feed has not delivered the leave event. The removal gets the next version, so that it is later than
            // everything that this feed has delivered.
            present.viewer.show(new EncodedEvent(new LiveEvent.Removal(chatId(), version.next())));
        }
    }

    /// Removes the subscription of `viewer`, but not that of another [Viewer] of the same user.
    public void unsubscribe(Viewer viewer) {
        Subscription present = audience.find(viewer.id());
        if (present != null && present.isOf(viewer)) {
            unsubscribe(present);
        }
    }

    private void unsubscribe(Subscription subscription) {
        audience.remove(subscription);
        marks.unsubscribed(subscription.viewer);
    }

    /// The users who have a waiting answer and no subscription.
    Set<UserId> waitingUsers() {
        return answers.users().filter(userId -> !hasUser(userId)).collect(Collectors.toSet());
    }

    /// Removes and returns the waiting answers of a user who has no subscription.
    List<Answer> takeAnswers(UserId userId) {
        List<Answer> taken = new ArrayList<>(answers.takeOf(userId));
        unplaced.removeIf(answer -> answer.userId().equals(userId) && taken.add(answer));
        return taken;
    }

    /// Whether `event` proves that the store has lost something that this feed has delivered.
    public boolean contradicts(Versioned event) {
        assert audience.owned() : "another thread's feed";
        return messages.contradicts(event);
    }

    /// Delivers an event, or holds it until the earlier events have arrived.
    public void accept(Versioned event) {
        assert audience.owned() : "another thread's feed";
        if (event.version().isAfter(version.next())) {
            boolean unused = held.add(event);
        } else if (event.version().isAfter(version)) {
            show(event);
            showHeld();
        }
    }

    /// Delivers moves of read marks, or holds them until this feed has delivered the version that the chat had when the
    /// marks moved.
    public void accept(MarksMoved moved) {
        assert audience.owned() : "another thread's feed";
        marks.accept(moved, version);
    }

    /// Delivers the events of the log up to `upTo`, with a placeholder for each version that the log no longer has.
    ///
    /// @param views the chat as seen by each user who may have joined by one of the events, or who has a waiting answer
    void repair(List<Versioned> events, ChatVersion upTo, Map<UserId, ChatView> views) {
        waitingUsers().forEach(userId -> subscribeMissing(userId, views));
        for (Versioned event : events) {
            if (event.version().isAfter(version)) {
                while (event.version().isAfter(version.next())) {
                    skip();
                }
                show(event);
                if (event instanceof MembersChanged changed) {
                    changed.members().stream()
                            .filter(Member::present)
                            .forEach(member -> subscribeMissing(member.userId(), views));
                }
            }
        }
        while (upTo.isAfter(version)) {
            skip();
        }
        showHeld();
    }

    private void skip() {
        version = version.next();
        List<Answer> due = answers.takeUpTo(version);
        audience.show(new EncodedEvent(new LiveEvent.Skipped(chatId(), version)), due);
        give(due);
    }

    private void showHeld() {
        for (Optional<Versioned> next = held.takeUpTo(version.next());
                next.isPresent();
                next = held.takeUpTo(version.next())) {
            if (next.get().version().isAfter(version)) {
                show(next.get());
            }
        }
        marks.reached(version);
    }

    private void show(Versioned event) {
        version = event.version();
        List<Answer> due = answers.takeUpTo(version);
        switch (event) {
            case ChatEvent.MessagePosted posted -> showMessage(posted.message(), due);
            case ChatEvent.MessageChanged changed -> showMessage(changed.message(), due);
            case ChatEvent.ChatRetitled retitled ->
                audience.show(new LiveEvent.ChatState(chatId(), version, retitled.chat()));
            case ChatEvent.ChatOpened opened -> showOpened(opened);
            case MembersChanged changed -> showMembers(changed);
        }
        give(due);
    }

    private void give(List<Answer> due) {
        for (Answer answer : due) {
            if (answer.movesCursor() && !hasUser(answer.userId())) {
                unplaced.add(answer);
            } else {
                boolean unused = answer.give();
            }
        }
    }

    private void showMessage(Message message, List<Answer> due) {
        messages.delivered(version, message);
        audience.show(new EncodedEvent(new LiveEvent.MessageState(chatId(), version, message)), due);
        Subscription author = audience.find(message.senderId());
        if (author != null) {
            marks.sent(author, message.id());
        }
    }

    private void showOpened(ChatEvent.ChatOpened opened) {
        for (Member member : opened.members()) {
            Viewer viewer = viewers.find(member.userId());
            if (viewer != null) {
                subscribe(viewer, member);
                Optional<Peer> peer = audience.direct()
                        ? opened.members().stream()
                                .filter(other -> !other.userId().equals(member.userId()))
                                .map(other -> new Peer(other.userId(), other.name(), false, Optional.empty()))
                                .findFirst()
                        : Optional.empty();
                viewer.show(entry(new ChatView(opened.chat(), peer, Optional.empty(), member, 0)));
            }
        }
    }

    private void showMembers(MembersChanged changed) {
        audience.memberCount(changed.chat().memberCount());
        EncodedEvent event = new EncodedEvent(new LiveEvent.MemberStates(
                chatId(),
                changed.version(),
                large() ? Optional.empty() : Optional.of(changed.members()),
                audience.memberCount()));
        for (Member member : changed.members()) {
            Subscription subscription = audience.find(member.userId());
            if (!member.present() && subscription != null) {
                unsubscribe(subscription);
                subscription.viewer.show(new EncodedEvent(new LiveEvent.Removal(chatId(), changed.version())));
            }
        }
        Set<UserId> added = new HashSet<>(changed.added());
        audience.forEach(subscription -> {
            if (!added.contains(subscription.viewer.id())) {
                subscription.viewer.show(event);
            }
        });
        for (Member member : changed.members()) {
            Viewer viewer = viewers.find(member.userId());
            if (viewer != null && added.contains(member.userId())) {
                subscribe(viewer, member);
                viewer.show(entry(new ChatView(changed.chat(), Optional.empty(), changed.lastMessage(), member, 0)));
            }
        }
    }

    /// Delivers an event that has no version to all subscribers but the user `than`.
    public void showOthers(UserId than, EncodedEvent event) {
        audience.showOthers(than, event);
    }

    /// Returns the two users of a direct chat who have become partners: both are subscribed, and the second of them has
    /// now written a first message. Only the first call after this message returns the two users; every other call
    /// returns an empty list.
    public List<Viewer> takeNewPartners() {
        if (partnersReported || !audience.direct()) {
            return List.of();
        }
        List<Viewer> partners = audience.subscriptions().stream()
                .filter(each -> audience.partnerOf(each).isPresent())
                .map(each -> each.viewer)
                .toList();
        partnersReported = !partners.isEmpty();
        return partners;
    }

    /// The other user of a direct chat; empty unless that user is connected to this node and both users have written.
    public Optional<Viewer> partnerOf(Viewer viewer) {
        Subscription own = audience.find(viewer.id());
        return own == null ? Optional.empty() : audience.partnerOf(own).map(partner -> partner.viewer);
    }

    /// Reports to all subscribers that the chat was deleted, and ends this feed.
    void close() {
        audience.show(new LiveEvent.Removal(chatId(), version.next()));
        end();
    }

    /// Ends this feed: nothing more is delivered, and all answers are given.
    void end() {
        ended = true;
        held.clear();
        audience.removeAll();
        marks.end();
        answers.takeAll().forEach(Answer::giveUnsubscribed);
        unplaced.forEach(Answer::giveUnsubscribed);
        unplaced.clear();
    }
}
