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

/// Shows one chat to those of its members who are connected here: version n+1 after n, each once (law L4).
///
/// Owned by one lane; no other thread touches it.
final class Feed {
    final ChatId chatId;
    private final ChatKind kind;
    private final int largeGroupMembers;
    private final People people;
    private final Seats seats = new Seats();
    private final HeldEvents held;
    /// What waits for a version to be shown.
    private @Nullable TreeMap<Long, List<Runnable>> awaiting;
    private long version;
    private long marksVersion;
    private int memberCount;
    /// All seats know at least that everything up to here is read.
    private long allReadByAll = Long.MAX_VALUE;
    private boolean met;
    /// Whether somebody is reading the log for this feed, or is about to.
    boolean repairing;
    /// Of the data that it shows: see [Lane].
    int generation;
    /// Whether the store is about to be asked whether the chat went back behind what was shown.
    boolean doubted;

    /// Who is connected.
    @FunctionalInterface
    interface People {
        /// The person, if connected here.
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

    /// Runs a task once this feed has shown a version: at once if it has.
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
            // Of somebody who is about to be let go, and has come back meanwhile.
            unseat(present);
        }
        Seat seat = new Seat(user, this, member);
        seats.add(seat);
        user.seats().add(seat);
        allReadByAll = Math.min(allReadByAll, seat.allReadUpTo);
        met |= partnerOf(seat).isPresent();
        return seat;
    }

    /// Seats somebody who came in unheard, and shows them the chat as it is; whoever has a seat keeps it.
    void admit(LiveUser user, ChatView view) {
        if (seatOf(user.id) == null && people.find(user.id) == user) {
            seat(user, view.me());
            showEntry(user, view);
        }
    }

    /// Unseats somebody who turned out not to be in the chat.
    void dismiss(Seat seat) {
        unseat(seat);
        // They left by a change that this feed has not shown: whoever was replayed what it has shown is told too.
        seat.user.show(new Broadcast(new LiveEvent.Removal(chatId, new ChatVersion(version + 1))));
    }

    /// Whether the two sides of a direct chat, both connected here, have both written: says so once.
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

    /// Shows an event, or keeps it until those before it are there.
    ///
    /// @return whether something before it is missing
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

    /// Shows what the log says happened up to `upTo`, with a placeholder for each version that is no longer there.
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

    /// This feed is no longer shown: what it holds is forgotten.
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

    /// A message that was edited or deleted, or one whose posting was not heard of and is read back from the log.
    private void showChanged(ChatEvent.MessageChanged changed) {
        showAll(state(changed.version(), changed.message()));
        Seat author = seatOf(changed.message().senderId());
        if (author != null) {
            sent(author, changed.message().id());
        }
    }

    /// Remembers a person's newest message, once it was shown. News of reading may have come before it, and was kept
    /// back since it concerned no message of theirs: it is told now.
    private void sent(Seat author, MessageId id) {
        if (id.value() > author.lastSent) {
            author.lastSent = id.value();
            if (id.value() <= author.allReadUpTo && author.allReadUpTo > author.allReadTold) {
                tellAllRead(author);
            }
        }
    }

    private void showPosted(ChatEvent.MessagePosted posted) {
        Broadcast event = new Broadcast(state(posted.version(), posted.message()));
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

    /// Shows somebody the whole chat, as of the version this feed has reached, from which it goes on.
    void showEntry(LiveUser user, ChatView view) {
        ChatVersion at = new ChatVersion(version);
        user.show(new Broadcast(new LiveEvent.ChatEntry(chatId, at, view.at(at))));
    }

    private void showMembers(MembersChanged changed) {
        memberCount = changed.chat().memberCount();
        Broadcast event = new Broadcast(new LiveEvent.MemberStates(
                chatId, changed.version(), large() ? Optional.empty() : Optional.of(changed.members()), memberCount));
        for (Member member : changed.members()) {
            Seat seat = seatOf(member.userId());
            if (!member.present() && seat != null) {
                unseat(seat);
                seat.user.show(new Broadcast(new LiveEvent.Removal(chatId, changed.version())));
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

    /// Shows whom it concerns that marks moved.
    ///
    /// @return whether an earlier move was not told, so that the marks have to be read
    boolean accept(MarksMoved moved) {
        if (moved.marksVersion() <= marksVersion) {
            return false;
        }
        boolean missing = moved.marksVersion() > marksVersion + 1;
        marksVersion = moved.marksVersion();
        memberCount = moved.memberCount();
        for (ChatEvent.Read read : moved.reads()) {
            showRead(read);
        }
        moved.floors().exceptLowest().ifPresent(this::showAllRead);
        long everyone = moved.floors().everyone().value();
        if (everyone > allReadByAll) {
            // A read of a large group that leaves others behind concerns no other member, and costs nothing for them.
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

    /// Takes over marks read from the store, after moves that were not told.
    void repairMarks(Member member, long storeMarksVersion) {
        marksVersion = Math.max(marksVersion, storeMarksVersion);
        Seat seat = seatOf(member.userId());
        if (seat == null) {
            return;
        }
        seat.lastSent = Math.max(seat.lastSent, member.lastSent().value());
        if (member.readUpTo().value() > seat.readUpTo) {
            seat.readUpTo = member.readUpTo().value();
            seat.user.show(new Broadcast(new LiveEvent.ReadMark(chatId, seat.user.id, member.readUpTo())));
        }
        showAllRead(seat, member.allReadUpTo().value());
    }

    private void showRead(ChatEvent.Read read) {
        Broadcast event = new Broadcast(new LiveEvent.ReadMark(chatId, read.userId(), read.to()));
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
        seat.user.show(new Broadcast(new LiveEvent.AllReadMark(chatId, new MessageId(seat.allReadUpTo))));
    }

    /// Shows that somebody is typing.
    void showTyping(UserId typist) {
        showOthers(typist, new Broadcast(new LiveEvent.Typing(chatId, typist)));
    }

    /// The chat is gone: everybody leaves.
    void close() {
        showAll(new LiveEvent.Removal(chatId, new ChatVersion(version + 1)));
        seats.stream().toList().forEach(this::unseat);
        runAwaiting(Long.MAX_VALUE);
    }

    /// Nothing more is shown here.
    void end() {
        forget();
        runAwaiting(Long.MAX_VALUE);
    }

    void showOthers(UserId than, Broadcast event) {
        forEachSeat(seat -> {
            if (!seat.user.id.equals(than)) {
                seat.user.show(event);
            }
        });
    }

    private void showAll(LiveEvent what) {
        Broadcast event = new Broadcast(what);
        forEachSeat(seat -> seat.user.show(event));
    }

    /// Does something for each seat, slice by slice: other chats are shown what waits for them after each.
    private void forEachSeat(Consumer<Seat> action) {
        seats.forEach(action, LiveSettings.SLICE_SEATS, Lane::letOthersRun);
    }

    /// The other side of a direct chat, if connected here and both have written.
    Optional<Seat> partnerOf(Seat seat) {
        if (!direct() || seat.lastSent == 0) {
            return Optional.empty();
        }
        return seats.stream()
                .filter(other -> other != seat && other.lastSent > 0)
                .findFirst();
    }
}
