package io.vestnik.application.live;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.LiveIndex;
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

/// Replays to a resuming connection the changes that it missed, chat by chat, and then the marks. The replay is as fast
/// as the client reads. Rows are read in pages of bounded size. The next page is read when the client has taken the
/// previous one, so a slow client holds one page.
///
/// The session collects the events of that time. Chats with more events than it can hold are replayed again, until none
/// is left. The session is registered with the feeds before the first row is read here, so each chat's events continue
/// without a gap where its rows end.
final class CatchUp {
    /// Chats per page of snapshots. Few, since each may contain a message of the maximum length.
    private static final int CHATS_PAGE = 25;

    /// A chat snapshot with its last message.
    private static final int CHAT_BYTES = 20 * 1024;

    /// Chats whose marks are read together and sent in one frame.
    private static final int MARKS_PAGE = 500;

    /// The marks of one chat.
    private static final int MARKS_BYTES = 256;

    /// A page of changes in memory: its texts in UTF-16, including the one that exceeds the bound, and the objects
    /// around them.
    private static final int PAGE_BYTES = 256 * 1024;

    /// The bound on text that is read to determine whether a chat has too many rows to be replayed.
    private static final int PROBE_TEXT_BYTES = 512 * 1024;

    private static final int PROBE_BYTES = 4 * PROBE_TEXT_BYTES;

    /// Listed chats that are compared at a time.
    private static final int LISTED_PAGE = 500;

    /// The frame about a chat of which the user is not a member.
    private static final int REMOVAL_BYTES = 256;

    /// The replay state of a chat that the client listed.
    private static final int LISTED_BYTES = 400;

    /// A replay without any chat.
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

    /// The bytes that a replay holds until it ends, besides its pages.
    static long weight(Resume resume) {
        return switch (resume) {
            case Resume.Fresh() -> REPLAY_BYTES;
            case Resume.Since since -> REPLAY_BYTES + (long) since.chats().size() * LISTED_BYTES;
        };
    }

    /// The state of the client after the replay.
    ///
    /// @param versions of each chat that it has now
    /// @param allRead the all-read marks that were sent to it
    /// @param absent the chats of which the user is not a member, as reported now or on an earlier connection
    record Result(Map<ChatId, Long> versions, Map<ChatId, MessageId> allRead, Set<ChatId> absent) {
        /// Whether the event is an all-read mark that the replay has sent, or an earlier one.
        boolean contains(LiveEvent event) {
            return event instanceof LiveEvent.AllReadMark mark
                    && allRead.containsKey(mark.chatId())
                    && !mark.upTo().isAfter(allRead.get(mark.chatId()));
        }
    }

    Result run() {
        if (resume instanceof Resume.Since since) {
            replay(since);
            replayOverflowed();
            sendMarks(since);
        }
        return result();
    }

    /// Replays the chats that overflowed since the end of the replay.
    Result runAgain() {
        replayOverflowed();
        return result();
    }

    private Result result() {
        absent.removeAll(versions.keySet());
        return new Result(versions, allRead, absent);
    }

    private void replay(Resume.Since since) {
        Map<ChatId, ChatVersion> present = pages.page(0, page -> versions());
        // A feed that is behind may still have a seat for a user who left.
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

    /// The listed chats that may have changed since the client's version. Adds to the page the removals of those that
    /// the user has left.
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

    /// Handles a client version later than the one just read. Either the chat has reached it since, or the server never
    /// issued it.
    private void replayUnlessNewer(ChatId chatId, ChatVersion known) {
        switch (find(chatId)) {
            case Outcome.Refused<ChatView> ignored -> remove(chatId, known, session.sink::replay);
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

    /// @param upTo the chat's version when its replay began; the session collects later events, so that a replay does
    ///     not chase a chat that keeps changing
    private void replayPages(ChatId chatId, ChatVersion known, ChatVersion upTo) {
        ChatVersion from = known;
        int rows = 0;
        boolean complete = false;
        while (!complete && upTo.isAfter(from)) {
            ChatVersion after = from;
            int rowsMax = LiveSettings.REPLAY_ROWS_MAX - rows;
            switch (pages.page(PAGE_BYTES, page -> read(page, chatId, after, rowsMax))) {
                case Outcome.Refused<Changes> ignored -> {
                    remove(chatId, from, session.sink::replay);
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

    /// Reads the changes after a version, and adds them to the page unless they have more rows than may be replayed.
    private Outcome<Changes> read(Replays.Page page, ChatId chatId, ChatVersion after, int rowsMax) {
        Outcome<Changes> read = stores.log().changes(chatId, session.userId, after, PAGE);
        if (read instanceof Outcome.Done<Changes>(Changes changes) && rows(changes) <= rowsMax) {
            page.shrink(Weight.of(changes.events()));
            changes.events().forEach(event -> page.add(shown(event)));
            fill(page, chatId, after, changes);
        }
        return read;
    }

    /// Whether a chat with many new versions has more rows than are replayed. It has fewer if the same few rows changed
    /// repeatedly.
    private boolean isTooMuch(ChatId chatId, ChatVersion known) {
        return pages.page(PROBE_BYTES, page -> switch (stores.log().changes(chatId, session.userId, known, PROBE)) {
            case Outcome.Refused<Changes> refused -> false;
            case Outcome.Done<Changes>(Changes changes) -> rows(changes) > LiveSettings.REPLAY_ROWS_MAX;
        });
    }

    /// Reports the last version to the client if no row has it. The row with that version may have changed again during
    /// the read, and is then missing. The chat's events continue after that version.
    private static void fill(Replays.Page page, ChatId chatId, ChatVersion known, Changes changes) {
        List<ChatEvent.Versioned> events = changes.events();
        ChatVersion announced = events.isEmpty() ? known : events.getLast().version();
        if (changes.upTo().isAfter(announced)) {
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

    /// A change as it is replayed: the present state of the changed item.
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

    /// Sends a gap. The client continues from the chat's present version, not from the last version read: the feeds
    /// continue there.
    private void gap(ChatId chatId, ChatVersion known) {
        switch (find(chatId)) {
            case Outcome.Refused<ChatView> ignored -> remove(chatId, known, session.sink::replay);
            case Outcome.Done<ChatView>(ChatView view) -> gap(view);
        }
    }

    private void gap(ChatView view) {
        ChatId chatId = view.chat().id();
        session.sink.replay(new LiveEvent.Gap(chatId, view.chat().version()));
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
        for (LiveIndex.Versions standing : stores.chats().versions(List.of(session.userId))) {
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
                    send(view, session.sink::replay);
                } else {
                    gap(view);
                }
            }
            case Outcome.Refused<ChatView> ignored -> {
                if (known != null) {
                    remove(chatId, new ChatVersion(known), session.sink::replay);
                }
            }
        }
    }

    /// Whether the client wants a snapshot of this chat if it does not have the chat.
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
            session.sink.replay(new LiveEvent.MarksSummary(List.of()));
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
