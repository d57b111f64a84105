package io.vestnik.application.live;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Changes;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.ReadStates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Brings a resuming connection what it missed, chat by chat, as fast as its client reads, then the marks. Rows are
/// read in pages of bounded size, the next one when the client has taken the last: a slow client holds one page.
///
/// What is shown meanwhile collects in the session; what is too much for that is read from the log again, until nothing
/// is left over. The session was registered with the feeds before the first row is read here, so each chat's events go
/// on without a hole from where its rows end.
final class CatchUp {
    /// Chats sent whole are read so many at a time: each may come with a message of the full length.
    private static final int CHATS_PAGE = 25;

    /// Of a whole chat with its last message.
    private static final int CHAT_BYTES = 20 * 1024;

    /// Chats whose marks are read, and sent in one frame, at a time.
    private static final int MARKS_PAGE = 500;

    /// Of a chat's marks.
    private static final int MARKS_BYTES = 256;

    /// A page of changes in memory: texts in UTF-16 with the one that passes the bound, and what is around them.
    private static final int PAGE_BYTES = 256 * 1024;

    /// Text that is read to find out whether a chat has too many rows to be replayed.
    private static final int PROBE_TEXT_BYTES = 512 * 1024;

    private static final int PROBE_BYTES = 4 * PROBE_TEXT_BYTES;

    /// Of what is remembered of a chat that the client listed.
    private static final int LISTED_BYTES = 400;

    /// Of a replay without any chat.
    private static final int REPLAY_BYTES = 4 * 1024;

    private static final Changes.Bounds PAGE =
            new Changes.Bounds(LiveSettings.REPLAY_PAGE_ROWS, LiveSettings.REPLAY_PAGE_TEXT_BYTES);

    private static final Changes.Bounds PROBE = new Changes.Bounds(LiveSettings.REPLAY_ROWS_MAX + 1, PROBE_TEXT_BYTES);

    private final Session session;
    private final LiveStores stores;
    private final Resume resume;
    private final Replays.Running memory;
    private final Map<ChatId, Long> versions = new HashMap<>();
    private final Map<ChatId, MessageId> allRead = new HashMap<>();
    private final Set<ChatId> absent = new HashSet<>();

    CatchUp(Session session, LiveStores stores, Resume resume, Replays.Running memory) {
        this.session = session;
        this.stores = stores;
        this.resume = resume;
        this.memory = memory;
    }

    /// What is remembered of a client's chats until its replay ends.
    static long weight(Resume resume) {
        return switch (resume) {
            case Resume.Fresh() -> REPLAY_BYTES;
            case Resume.Since since -> REPLAY_BYTES + (long) since.chats().size() * LISTED_BYTES;
        };
    }

    /// How far the replay brought the client.
    ///
    /// @param versions of each chat that it has now
    /// @param allRead the marks it was told
    /// @param absent the chats that it is not in: it was told so, now or on an earlier connection
    record Brought(Map<ChatId, Long> versions, Map<ChatId, MessageId> allRead, Set<ChatId> absent) {
        /// Whether the replay has told this mark, or a later one.
        boolean tells(LiveEvent event) {
            return event instanceof LiveEvent.AllReadMark mark
                    && allRead.containsKey(mark.chatId())
                    && !mark.upTo().isAfter(allRead.get(mark.chatId()));
        }
    }

    Brought run() {
        if (resume instanceof Resume.Since since) {
            replay(since);
            replayOverflowed();
            sendMarks(since);
        }
        return brought();
    }

    /// What was shown since the end of the replay was again too much to be kept.
    Brought runAgain() {
        replayOverflowed();
        return brought();
    }

    private Brought brought() {
        absent.removeAll(versions.keySet());
        return new Brought(versions, allRead, absent);
    }

    private void replay(Resume.Since since) {
        Map<ChatId, ChatVersion> present = new HashMap<>();
        for (Chats.Standing standing : stores.chats().standings(List.of(session.userId))) {
            present.put(standing.chatId(), standing.version());
        }
        // A feed that is behind may still have a place for somebody who left.
        for (Seat seat : session.user.seats()) {
            if (!present.containsKey(seat.feed.chatId)) {
                absent.add(seat.feed.chatId);
            }
        }
        since.chats()
                .forEach((chatId, known) -> replay(chatId, known.version(), Optional.ofNullable(present.get(chatId))));
        if (since.unlisted() == Resume.Unlisted.SEND) {
            sendUnlisted(since);
        }
    }

    private void replayOverflowed() {
        for (Set<ChatId> again = session.takeOverflowed(); !again.isEmpty(); again = session.takeOverflowed()) {
            again.forEach(this::replayAgain);
        }
    }

    private void replay(ChatId chatId, ChatVersion known, Optional<ChatVersion> present) {
        if (present.isEmpty()) {
            remove(chatId, known);
        } else if (known.isAfter(present.get())) {
            replayUnlessNewer(chatId, known);
        } else if (known.equals(present.get())) {
            versions.put(chatId, known.value());
        } else {
            replayFrom(chatId, known, present.get());
        }
    }

    /// A version later than the one just read is one that the chat has reached since, or none that the server gave.
    private void replayUnlessNewer(ChatId chatId, ChatVersion known) {
        switch (stores.chats().find(chatId, session.userId)) {
            case Outcome.Refused<ChatView> ignored -> remove(chatId, known);
            case Outcome.Done<ChatView>(ChatView view) -> {
                if (known.isAfter(view.chat().version())) {
                    gap(view);
                } else {
                    replayFrom(chatId, known, view.chat().version());
                }
            }
        }
    }

    private void replayFrom(ChatId chatId, ChatVersion known, ChatVersion present) {
        if (present.value() - known.value() > LiveSettings.REPLAY_ROWS_MAX && isTooMuch(chatId, known)) {
            gap(chatId, known);
        } else {
            replayPages(chatId, known, present);
        }
    }

    /// @param upTo the chat's version when its replay began: what comes later is collected in the session, so that a
    ///     replay does not run after a chat that goes on
    private void replayPages(ChatId chatId, ChatVersion known, ChatVersion upTo) {
        ChatVersion from = known;
        int rows = 0;
        boolean complete = false;
        while (!complete && upTo.isAfter(from)) {
            try (MemoryBudget.Lease page = memory.page(PAGE_BYTES)) {
                switch (stores.log().changes(chatId, session.userId, from, PAGE)) {
                    case Outcome.Refused<Changes> ignored -> {
                        remove(chatId, from);
                        return;
                    }
                    case Outcome.Done<Changes>(Changes changes) -> {
                        rows += rows(changes);
                        if (rows > LiveSettings.REPLAY_ROWS_MAX) {
                            gap(chatId, from);
                            return;
                        }
                        page.resize(Math.min(PAGE_BYTES, Weight.of(changes.events())));
                        changes.events().forEach(event -> session.outlet.replay(shown(event)));
                        fill(chatId, from, changes);
                        from = changes.upTo();
                        complete = changes.complete();
                    }
                }
            }
            versions.put(chatId, from.value());
        }
    }

    /// Whether a chat of which many versions passed has more rows than are replayed: not, where it is the same few that
    /// changed again and again.
    private boolean isTooMuch(ChatId chatId, ChatVersion known) {
        return memory.inPage(PROBE_BYTES, () -> switch (stores.log().changes(chatId, session.userId, known, PROBE)) {
            case Outcome.Refused<Changes> refused -> false;
            case Outcome.Done<Changes>(Changes changes) -> rows(changes) > LiveSettings.REPLAY_ROWS_MAX;
        });
    }

    /// What took the last version may have been changed again while the rows were read, and is not among them: events
    /// go on after that version, so the client is told of it.
    private void fill(ChatId chatId, ChatVersion known, Changes changes) {
        List<ChatEvent.Versioned> events = changes.events();
        ChatVersion told = events.isEmpty() ? known : events.getLast().version();
        if (changes.upTo().isAfter(told)) {
            session.outlet.replay(new LiveEvent.Skipped(chatId, changes.upTo()));
        }
    }

    private static int rows(Changes changes) {
        int rows = 0;
        for (ChatEvent.Versioned event : changes.events()) {
            rows += event instanceof ChatEvent.MembersChanged members
                    ? members.members().size()
                    : 1;
        }
        return rows;
    }

    /// What changed, as somebody sees it who catches up: the present state of each thing.
    static LiveEvent shown(ChatEvent.Versioned event) {
        return switch (event) {
            case ChatEvent.MessagePosted e -> new LiveEvent.MessageState(e.chatId(), e.version(), e.message());
            case ChatEvent.MessageChanged e -> new LiveEvent.MessageState(e.chatId(), e.version(), e.message());
            case ChatEvent.ChatRetitled e -> new LiveEvent.ChatState(e.chatId(), e.version(), e.chat());
            case ChatEvent.ChatOpened e -> new LiveEvent.ChatState(e.chatId(), e.version(), e.chat());
            case ChatEvent.MembersChanged e ->
                new LiveEvent.MemberStates(
                        e.chatId(),
                        e.version(),
                        Optional.of(e.members()),
                        e.chat().memberCount());
        };
    }

    /// The client goes on from the chat's version now, not from where the rows that were read end: the feeds are there.
    private void gap(ChatId chatId, ChatVersion known) {
        switch (stores.chats().find(chatId, session.userId)) {
            case Outcome.Refused<ChatView> ignored -> remove(chatId, known);
            case Outcome.Done<ChatView>(ChatView view) -> gap(view);
        }
    }

    private void gap(ChatView view) {
        ChatId chatId = view.chat().id();
        session.outlet.replay(new LiveEvent.Gap(chatId, view.chat().version()));
        versions.put(chatId, view.chat().version().value());
    }

    private void remove(ChatId chatId, ChatVersion known) {
        versions.remove(chatId);
        absent.add(chatId);
        session.outlet.replay(new LiveEvent.Removal(chatId, known));
    }

    private void sendUnlisted(Resume.Since since) {
        Optional<PageCursor> cursor = Optional.empty();
        do {
            try (MemoryBudget.Lease lease = memory.page((long) CHATS_PAGE * CHAT_BYTES)) {
                Page<ChatView> page = stores.chats().list(session.userId, CHATS_PAGE, cursor);
                lease.resize(page.items().stream().mapToLong(Weight::of).sum());
                for (ChatView view : page.items()) {
                    ChatId chatId = view.chat().id();
                    if (!since.chats().containsKey(chatId) && !versions.containsKey(chatId)) {
                        send(view);
                    }
                }
                cursor = page.next();
            }
        } while (cursor.isPresent());
    }

    private void send(ChatView view) {
        ChatId chatId = view.chat().id();
        session.outlet.replay(new LiveEvent.ChatEntry(chatId, view.chat().version(), view));
        versions.put(chatId, view.chat().version().value());
        allRead.put(chatId, view.me().allReadUpTo());
    }

    private void replayAgain(ChatId chatId) {
        Long known = versions.get(chatId);
        switch (stores.chats().find(chatId, session.userId)) {
            case Outcome.Done<ChatView>(ChatView view) -> {
                if (known != null) {
                    replayFrom(chatId, new ChatVersion(known), view.chat().version());
                } else if (wanted(chatId)) {
                    send(view);
                } else {
                    gap(view);
                }
            }
            case Outcome.Refused<ChatView> ignored -> {
                if (known != null) {
                    remove(chatId, new ChatVersion(known));
                }
            }
        }
    }

    /// Whether the client wants to have this chat whole, if it has not got it.
    private boolean wanted(ChatId chatId) {
        return resume instanceof Resume.Since since
                && (since.unlisted() == Resume.Unlisted.SEND || since.chats().containsKey(chatId));
    }

    private void sendMarks(Resume.Since since) {
        List<ChatId> listed = List.copyOf(since.chats().keySet());
        boolean sent = false;
        for (int from = 0; from < listed.size(); from += MARKS_PAGE) {
            List<ChatId> chats = listed.subList(from, Math.min(listed.size(), from + MARKS_PAGE));
            sent |= memory.inPage((long) chats.size() * MARKS_BYTES, () -> sendMarks(since, Set.copyOf(chats)));
        }
        if (!sent) {
            session.outlet.replay(new LiveEvent.MarksSummary(List.of()));
        }
    }

    private boolean sendMarks(Resume.Since since, Set<ChatId> chats) {
        List<ReadStates.Marks> differing = differing(since, chats);
        if (!differing.isEmpty()) {
            session.outlet.replay(new LiveEvent.MarksSummary(differing));
        }
        return !differing.isEmpty();
    }

    private List<ReadStates.Marks> differing(Resume.Since since, Set<ChatId> chats) {
        List<ReadStates.Marks> differing = new ArrayList<>();
        for (ReadStates.Marks marks : stores.readStates().marks(session.userId, chats)) {
            allRead.merge(marks.chatId(), marks.allReadUpTo(), MessageId::max);
            Resume.Known known = since.chats().get(marks.chatId());
            boolean same = known != null
                    && known.marks()
                            .filter(m -> m.equals(new Resume.KnownMarks(marks.readUpTo(), marks.allReadUpTo())))
                            .isPresent();
            if (!same) {
                differing.add(marks);
            }
        }
        return differing;
    }
}
