package io.vestnik.application.live;

import io.vestnik.domain.chat.Chat;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Peer;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvent.MarksMoved;
import io.vestnik.domain.event.ChatEvent.MembersChanged;
import io.vestnik.domain.event.ChatEvent.OwnFloor;
import io.vestnik.domain.event.ChatEvent.Versioned;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Delivers one chat to those of its members who are connected to this node: version n+1 after n, each once (law L4).
///
/// Owned by one lane; no other thread touches it.
final class Feed {
    final ChatId chatId;
    private final ChatKind kind;
    private final int largeGroupMembers;
    private final People people;
    private final Seats seats = new Seats();
    private final HeldEvents held;
    /// Tasks that wait for a version to be delivered.
    private @Nullable TreeMap<Long, List<Runnable>> awaiting;
    private long version;
    private long marksVersion;
    private int memberCount;
    /// The smallest `allReadUpTo` of all seats.
    private long allReadByAll = Long.MAX_VALUE;
    private boolean met;
    /// Whether a repair of this feed is scheduled or running.
    boolean repairing;
    /// The generation of its data: see [Lane].
    int generation;
    /// Whether a check is scheduled that the chat in the store is not behind the delivered version.
    boolean doubted;

    /// The users who are connected to this node.
    @FunctionalInterface
    interface People {
        /// The user, or null if not connected to this node.
        @Nullable
        LiveUser find(UserId id);
    }

    Feed(Chat chat, ChatVersion shown, long marksVersion, LiveSettings settings, People people) {
        this.chatId = chat.id();
        this.kind = chat.kind();
        this.version = shown.value();
        this.marksVersion = marksVersion;
        this.memberCount = chat.memberCount();
        this.largeGroupMembers = settings.largeGroupMembers();
        this.held = new HeldEvents(settings.memory().events());
        this.people = people;
    }

    long version() {
        return version;
    }

    long marksVersion() {
        return marksVersion;
    }

    boolean large() {
        return memberCount > largeGroupMembers;
    }

    boolean direct() {
        return kind == ChatKind.DIRECT;
    }

    Seats seats() {
        return seats;
    }

    /// Whether a version is missing: an event is held, or a task waits for it.
    boolean waiting() {
        return !held.isEmpty() || awaiting != null;
    }

    /// Runs a task once this feed has delivered a version: at once if it already has.
    ///
    /// @return whether the task waits
    boolean after(ChatVersion shown, Runnable task) {
        if (shown.value() <= version) {
            task.run();
            return false;
        }
        TreeMap<Long, List<Runnable>> tasks = awaiting;
        if (tasks == null) {
            tasks = new TreeMap<>();
            awaiting = tasks;
        }
        tasks.computeIfAbsent(shown.value(), k -> new ArrayList<>(1)).add(task);
        return true;
    }

    private void runAwaiting(long upTo) {
        TreeMap<Long, List<Runnable>> tasks = awaiting;
        while (tasks != null && !tasks.isEmpty() && tasks.firstKey() <= upTo) {
            List<Runnable> due = tasks.pollFirstEntry().getValue();
            if (tasks.isEmpty()) {
                awaiting = null;
            }
            due.forEach(Runnable::run);
        }
    }

    @Nullable
    Seat seatOf(UserId userId) {
        return seats.find(userId);
    }

    Seat seat(LiveUser user, Member member) {
        Seat present = seatOf(user.id);
        if (present != null && present.user == user) {
            repairMarks(member, marksVersion);
            return present;
        }
        if (present != null) {
            // The seat belongs to an earlier stay of the user, which has ended and is about to be removed.
            unseat(present);
        }
        Seat seat = new Seat(user, this, member);
        seats.add(seat);
        user.seats().add(seat);
        allReadByAll = Math.min(allReadByAll, seat.allReadUpTo);
        met |= partnerOf(seat).isPresent();
        return seat;
    }

    /// Seats a member whose join event was missed and delivers a snapshot of the chat. No-op if the user has a seat.
    void admit(LiveUser user, ChatView view) {
        if (seatOf(user.id) == null && people.find(user.id) == user) {
            seat(user, view.me());
            showEntry(user, view);
        }
    }

    /// Removes the seat of a user who is no longer a member.
    void dismiss(Seat seat) {
        unseat(seat);
        // This feed has not delivered the leave event. With version + 1 the removal is newer than anything replayed, so
        // no connection drops it as stale.
        seat.user.show(new EncodedEvent(new LiveEvent.Removal(chatId, new ChatVersion(version + 1))));
    }

    /// Whether both sides of a direct chat are connected to this node and have both written; true only once.
    boolean meet() {
        boolean now = direct()
                && !met
                && seats.stream().anyMatch(seat -> partnerOf(seat).isPresent());
        met |= now;
        return now;
    }

    void unseat(Seat seat) {
        seats.remove(seat);
        seat.user.seats().remove(seat);
    }

    /// Delivers an event, or holds it until the earlier ones have arrived.
    ///
    /// @return whether an earlier event is missing
    boolean accept(Versioned event) {
        long next = event.version().value();
        if (next <= version) {
            return false;
        }
        if (next > version + 1) {
            held.add(event);
            return true;
        }
        show(event);
        showHeld();
        runAwaiting(version);
        return waiting();
    }

    /// Delivers the events of the log up to `upTo`, with a placeholder for each version that the log no longer has.
    void repair(List<Versioned> events, ChatVersion upTo) {
        for (Versioned event : events) {
            if (event.version().value() > version) {
                skipTo(event.version().value() - 1);
                show(event);
            }
        }
        skipTo(upTo.value());
        showHeld();
        runAwaiting(version);
    }

    private void skipTo(long last) {
        while (version < last) {
            version++;
            showAll(new LiveEvent.Skipped(chatId, new ChatVersion(version)));
        }
    }

    private void showHeld() {
        for (Optional<Versioned> next = held.takeUpTo(version + 1);
                next.isPresent();
                next = held.takeUpTo(version + 1)) {
            if (next.get().version().value() == version + 1) {
                show(next.get());
            }
        }
    }

    /// Releases the held events; this feed is no longer used.
    void forget() {
        held.clear();
    }

    private void show(Versioned event) {
        version = event.version().value();
        switch (event) {
            case ChatEvent.MessagePosted posted -> showPosted(posted);
            case ChatEvent.MessageChanged changed -> showChanged(changed);
            case ChatEvent.ChatRetitled retitled ->
                showAll(new LiveEvent.ChatState(chatId, retitled.version(), retitled.chat()));
            case ChatEvent.ChatOpened opened -> showOpened(opened);
            case MembersChanged changed -> showMembers(changed);
        }
    }

    private LiveEvent.MessageState state(ChatVersion at, Message message) {
        return new LiveEvent.MessageState(chatId, at, message);
    }

    /// Delivers a message that was edited or deleted, or a new one whose event was missed and that is read back from
    /// the log.
    private void showChanged(ChatEvent.MessageChanged changed) {
        showAll(state(changed.version(), changed.message()));
        Seat author = seatOf(changed.message().senderId());
        if (author != null) {
            sent(author, changed.message().id());
        }
    }

    /// Records a member's newest delivered message. A read notification that arrived earlier was withheld because it
    /// covered no delivered message of this member; it is delivered now.
    private void sent(Seat author, MessageId id) {
        if (id.value() > author.lastSent) {
            author.lastSent = id.value();
            if (id.value() <= author.allReadUpTo && author.allReadUpTo > author.allReadTold) {
                tellAllRead(author);
            }
        }
    }

    private void showPosted(ChatEvent.MessagePosted posted) {
        EncodedEvent event = new EncodedEvent(state(posted.version(), posted.message()));
        forEachSeat(seat -> {
            if (seat.user.id.equals(posted.message().senderId())) {
                for (Session session : seat.user.sessions()) {
                    session.showPosted(posted, event);
                }
                sent(seat, posted.message().id());
            } else {
                seat.user.show(event);
            }
        });
    }

    private void showOpened(ChatEvent.ChatOpened opened) {
        for (Member member : opened.members()) {
            LiveUser user = people.find(member.userId());
            if (user != null) {
                seat(user, member);
                Optional<Peer> peer = direct()
                        ? opened.members().stream()
                                .filter(other -> !other.userId().equals(member.userId()))
                                .map(other -> new Peer(other.userId(), other.name(), false, Optional.empty()))
                                .findFirst()
                        : Optional.empty();
                showEntry(user, new ChatView(opened.chat(), peer, Optional.empty(), member, 0));
            }
        }
    }

    /// Delivers a snapshot of the chat at the version of this feed, from which delivery continues.
    void showEntry(LiveUser user, ChatView view) {
        ChatVersion at = new ChatVersion(version);
        user.show(new EncodedEvent(new LiveEvent.ChatEntry(chatId, at, view.at(at))));
    }

    private void showMembers(MembersChanged changed) {
        memberCount = changed.chat().memberCount();
        EncodedEvent event = new EncodedEvent(new LiveEvent.MemberStates(
                chatId, changed.version(), large() ? Optional.empty() : Optional.of(changed.members()), memberCount));
        for (Member member : changed.members()) {
            Seat seat = seatOf(member.userId());
            if (!member.present() && seat != null) {
                unseat(seat);
                seat.user.show(new EncodedEvent(new LiveEvent.Removal(chatId, changed.version())));
            }
        }
        Set<UserId> added = Set.copyOf(changed.added());
        forEachSeat(seat -> {
            if (!added.contains(seat.user.id)) {
                seat.user.show(event);
            }
        });
        for (Member member : changed.members()) {
            LiveUser user = people.find(member.userId());
            if (user != null && added.contains(member.userId())) {
                seat(user, member);
                ChatView view = new ChatView(changed.chat(), Optional.empty(), changed.lastMessage(), member, 0);
                showEntry(user, view);
            }
        }
    }

    /// Delivers moved marks to the members concerned.
    ///
    /// @return whether an earlier move was missed, so that the marks must be read from the store
    boolean accept(MarksMoved moved) {
        long next = moved.marksVersion().value();
        if (next <= marksVersion) {
            return false;
        }
        boolean missing = next > marksVersion + 1;
        marksVersion = next;
        memberCount = moved.memberCount();
        for (ChatEvent.Read read : moved.reads()) {
            showRead(read);
        }
        moved.floors().exceptLowest().ifPresent(this::showAllRead);
        long everyone = moved.floors().everyone().value();
        if (everyone > allReadByAll) {
            // A read of a large group that leaves others behind concerns no other member and costs nothing for them.
            forEachSeat(seat -> showAllRead(seat, everyone));
            allReadByAll = everyone;
        }
        return missing;
    }

    private void showAllRead(OwnFloor own) {
        Seat seat = seatOf(own.author());
        if (seat != null) {
            showAllRead(seat, own.upTo().value());
        }
    }

    /// Applies marks read from the store, after missed moves.
    void repairMarks(Member member, long storeMarksVersion) {
        marksVersion = Math.max(marksVersion, storeMarksVersion);
        Seat seat = seatOf(member.userId());
        if (seat == null) {
            return;
        }
        seat.lastSent = Math.max(seat.lastSent, member.lastSent().value());
        if (member.readUpTo().value() > seat.readUpTo) {
            seat.readUpTo = member.readUpTo().value();
            seat.user.show(new EncodedEvent(new LiveEvent.ReadMark(chatId, seat.user.id, member.readUpTo())));
        }
        showAllRead(seat, member.allReadUpTo().value());
    }

    private void showRead(ChatEvent.Read read) {
        EncodedEvent event = new EncodedEvent(new LiveEvent.ReadMark(chatId, read.userId(), read.to()));
        Seat reader = seatOf(read.userId());
        if (reader != null) {
            reader.readUpTo = Math.max(reader.readUpTo, read.to().value());
            reader.user.show(event);
        }
        if (!large()) {
            forEachSeat(seat -> {
                if (seat != reader && seat.lastSent > read.from().value()) {
                    seat.user.show(event);
                }
            });
        }
    }

    private void showAllRead(Seat seat, long upTo) {
        long before = seat.allReadUpTo;
        if (upTo > before) {
            seat.allReadUpTo = upTo;
            if (seat.lastSent > before) {
                tellAllRead(seat);
            }
        }
    }

    private void tellAllRead(Seat seat) {
        seat.allReadTold = seat.allReadUpTo;
        seat.user.show(new EncodedEvent(new LiveEvent.AllReadMark(chatId, new MessageId(seat.allReadUpTo))));
    }

    /// Delivers that a member is typing.
    void showTyping(UserId typist) {
        showOthers(typist, new EncodedEvent(new LiveEvent.Typing(chatId, typist)));
    }

    /// The chat was deleted: all members leave.
    void close() {
        showAll(new LiveEvent.Removal(chatId, new ChatVersion(version + 1)));
        seats.stream().toList().forEach(this::unseat);
        runAwaiting(Long.MAX_VALUE);
    }

    /// Ends this feed: nothing more is delivered.
    void end() {
        forget();
        runAwaiting(Long.MAX_VALUE);
    }

    void showOthers(UserId than, EncodedEvent event) {
        forEachSeat(seat -> {
            if (!seat.user.id.equals(than)) {
                seat.user.show(event);
            }
        });
    }

    private void showAll(LiveEvent what) {
        EncodedEvent event = new EncodedEvent(what);
        forEachSeat(seat -> seat.user.show(event));
    }

    /// Runs an action for each seat, in slices; tasks of other chats run after each slice.
    private void forEachSeat(Consumer<Seat> action) {
        seats.forEach(action, LiveSettings.SLICE_CONNECTIONS, Lane::letOthersRun);
    }

    /// The other side of a direct chat, if connected to this node and both have written.
    Optional<Seat> partnerOf(Seat seat) {
        if (!direct() || seat.lastSent == 0) {
            return Optional.empty();
        }
        return seats.stream()
                .filter(other -> other != seat && other.lastSent > 0)
                .findFirst();
    }
}
