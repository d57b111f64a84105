package io.vestnik.application.live;

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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

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

    /// Chats that the client listed are compared so many at a time.
    private static final int LISTED_PAGE = 500;

    /// Of the frame about a chat that the client is not in.
    private static final int REMOVAL_BYTES = 256;

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
    private final Replays.Running pages;
    private final Map<ChatId, Long> versions = new HashMap<>();
    private final Map<ChatId, MessageId> allRead = new HashMap<>();
    private final Set<ChatId> absent = new HashSet<>();

    CatchUp(Session session, LiveStores stores, Resume resume, Replays.Running pages) {
        this.session = session;
        this.stores = stores;
        this.resume = resume;
        this.pages = pages;
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
        Map<ChatId, ChatVersion> present = pages.page(0, page -> versions());
        // A feed that is behind may still have a place for somebody who left.
        for (Seat seat : session.user.seats()) {
            if (!present.containsKey(seat.feed.chatId)) {
                absent.add(seat.feed.chatId);
            }
        }
        List<ChatId> listed = List.copyOf(since.chats().keySet());
        for (int from = 0; from < listed.size(); from += LISTED_PAGE) {
            List<ChatId> chats = listed.subList(from, Math.min(listed.size(), from + LISTED_PAGE));
            pages.page((long) chats.size() * REMOVAL_BYTES, page -> changed(page, since, chats, present))
                    .forEach(chatId ->
                            replay(chatId, known(since, chatId), Objects.requireNonNull(present.get(chatId))));
        }
        if (since.unlisted() == Resume.Unlisted.SEND) {
            sendUnlisted(since);
        }
    }

    /// The chats of which the client may have missed something; adds to the page which of the others it left.
    private List<ChatId> changed(
            Replays.Page page, Resume.Since since, List<ChatId> listed, Map<ChatId, ChatVersion> present) {
        List<ChatId> changed = new ArrayList<>();
        for (ChatId chatId : listed) {
            ChatVersion known = known(since, chatId);
            ChatVersion now = present.get(chatId);
            if (now == null) {
                remove(chatId, known, page::add);
            } else if (known.equals(now)) {
                versions.put(chatId, known.value());
            } else {
                changed.add(chatId);
            }
        }
        return changed;
    }

    private void replayOverflowed() {
        for (Set<ChatId> again = session.takeOverflowed(); !again.isEmpty(); again = session.takeOverflowed()) {
            again.forEach(this::replayAgain);
        }
    }

    private void replay(ChatId chatId, ChatVersion known, ChatVersion present) {
        if (known.isAfter(present)) {
            replayUnlessNewer(chatId, known);
        } else {
            replayFrom(chatId, known, present);
        }
    }

    /// A version later than the one just read is one that the chat has reached since, or none that the server gave.
    private void replayUnlessNewer(ChatId chatId, ChatVersion known) {
        switch (find(chatId)) {
            case Outcome.Refused<ChatView> ignored -> remove(chatId, known, session.outlet::replay);
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
            ChatVersion after = from;
            int rowsMax = LiveSettings.REPLAY_ROWS_MAX - rows;
            switch (pages.page(PAGE_BYTES, page -> read(page, chatId, after, rowsMax))) {
                case Outcome.Refused<Changes> ignored -> {
                    remove(chatId, from, session.outlet::replay);
                    return;
                }
                case Outcome.Done<Changes>(Changes changes) -> {
                    rows += rows(changes);
                    if (rows > LiveSettings.REPLAY_ROWS_MAX) {
                        gap(chatId, from);
                        return;
                    }
                    from = changes.upTo();
                    complete = changes.complete();
                }
            }
            versions.put(chatId, from.value());
        }
    }

    /// Reads what changed after a version, and adds it to the page unless it has more rows than may be replayed.
    private Outcome<Changes> read(Replays.Page page, ChatId chatId, ChatVersion after, int rowsMax) {
        Outcome<Changes> read = stores.log().changes(chatId, session.userId, after, PAGE);
        if (read instanceof Outcome.Done<Changes>(Changes changes) && rows(changes) <= rowsMax) {
            page.shrink(Weight.of(changes.events()));
            changes.events().forEach(event -> page.add(shown(event)));
            fill(page, chatId, after, changes);
        }
        return read;
    }

    /// Whether a chat of which many versions passed has more rows than are replayed: not, where it is the same few that
    /// changed again and again.
    private boolean isTooMuch(ChatId chatId, ChatVersion known) {
        return pages.page(PROBE_BYTES, page -> switch (stores.log().changes(chatId, session.userId, known, PROBE)) {
            case Outcome.Refused<Changes> refused -> false;
            case Outcome.Done<Changes>(Changes changes) -> rows(changes) > LiveSettings.REPLAY_ROWS_MAX;
        });
    }

    /// What took the last version may have been changed again while the rows were read, and is not among them: events
    /// go on after that version, so the client is told of it.
    private static void fill(Replays.Page page, ChatId chatId, ChatVersion known, Changes changes) {
        List<ChatEvent.Versioned> events = changes.events();
        ChatVersion told = events.isEmpty() ? known : events.getLast().version();
        if (changes.upTo().isAfter(told)) {
            page.add(new LiveEvent.Skipped(chatId, changes.upTo()));
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
        switch (find(chatId)) {
            case Outcome.Refused<ChatView> ignored -> remove(chatId, known, session.outlet::replay);
            case Outcome.Done<ChatView>(ChatView view) -> gap(view);
        }
    }

    private void gap(ChatView view) {
        ChatId chatId = view.chat().id();
        session.outlet.replay(new LiveEvent.Gap(chatId, view.chat().version()));
        versions.put(chatId, view.chat().version().value());
    }

    private void remove(ChatId chatId, ChatVersion known, Consumer<LiveEvent> client) {
        versions.remove(chatId);
        absent.add(chatId);
        client.accept(new LiveEvent.Removal(chatId, known));
    }

    private Outcome<ChatView> find(ChatId chatId) {
        return pages.page(CHAT_BYTES, page -> stores.chats().find(chatId, session.userId));
    }

    private Map<ChatId, ChatVersion> versions() {
        Map<ChatId, ChatVersion> present = new HashMap<>();
        for (Chats.Standing standing : stores.chats().standings(List.of(session.userId))) {
            present.put(standing.chatId(), standing.version());
        }
        return present;
    }

    private static ChatVersion known(Resume.Since since, ChatId chatId) {
        return Objects.requireNonNull(since.chats().get(chatId)).version();
    }

    private void sendUnlisted(Resume.Since since) {
        Optional<PageCursor> next = Optional.empty();
        do {
            Optional<PageCursor> cursor = next;
            next = pages.page((long) CHATS_PAGE * CHAT_BYTES, page -> addUnlisted(page, since, cursor));
        } while (next.isPresent());
    }

    /// @return where the next page begins; empty after the last one
    private Optional<PageCursor> addUnlisted(Replays.Page page, Resume.Since since, Optional<PageCursor> cursor) {
        Page<ChatView> chats = stores.chats().list(session.userId, CHATS_PAGE, cursor);
        page.shrink(chats.items().stream().mapToLong(Weight::of).sum());
        for (ChatView view : chats.items()) {
            ChatId chatId = view.chat().id();
            if (!since.chats().containsKey(chatId) && !versions.containsKey(chatId)) {
                send(view, page::add);
            }
        }
        return chats.next();
    }

    private void send(ChatView view, Consumer<LiveEvent> client) {
        ChatId chatId = view.chat().id();
        client.accept(new LiveEvent.ChatEntry(chatId, view.chat().version(), view));
        versions.put(chatId, view.chat().version().value());
        allRead.put(chatId, view.me().allReadUpTo());
    }

    private void replayAgain(ChatId chatId) {
        Long known = versions.get(chatId);
        switch (find(chatId)) {
            case Outcome.Done<ChatView>(ChatView view) -> {
                if (known != null) {
                    replayFrom(chatId, new ChatVersion(known), view.chat().version());
                } else if (wanted(chatId)) {
                    send(view, session.outlet::replay);
                } else {
                    gap(view);
                }
            }
            case Outcome.Refused<ChatView> ignored -> {
                if (known != null) {
                    remove(chatId, new ChatVersion(known), session.outlet::replay);
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
            sent |= pages.page((long) chats.size() * MARKS_BYTES, page -> addMarks(page, since, Set.copyOf(chats)));
        }
        if (!sent) {
            session.outlet.replay(new LiveEvent.MarksSummary(List.of()));
        }
    }

    private boolean addMarks(Replays.Page page, Resume.Since since, Set<ChatId> chats) {
        List<ReadStates.Marks> differing = differing(since, chats);
        if (!differing.isEmpty()) {
            page.add(new LiveEvent.MarksSummary(differing));
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
