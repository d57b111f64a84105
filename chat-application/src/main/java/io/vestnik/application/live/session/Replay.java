package io.vestnik.application.live.session;

import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.Resume;
import io.vestnik.application.live.feed.LiveStores;
import io.vestnik.application.live.feed.Weight;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Replays to a resuming connection the changes that it missed, chat by chat, and then the marks. The replay is as fast
/// as the client reads. Rows are read in pages of bounded size. The next page is read when the client has read the
/// previous page, so a slow client holds the memory of one page.
///
/// Meanwhile the connection collects live events. A chat with more events than the connection can hold is replayed
/// again, until there is no such chat. The user is subscribed to the feeds before the replay reads the first row, so
/// the live events of each chat continue without a gap where its replayed rows end.
///
/// Owned by the thread that runs it.
final class Replay {
    /// The maximum number of rows to replay for one chat. A chat with more rows is sent as a gap: loading the newest
    /// part of the chat anew is cheaper for the client and the server.
    private static final int ROWS_MAX = 500;

    /// The maximum number of rows of one chat that are read at a time.
    private static final int PAGE_ROWS = 100;

    /// The maximum size of the texts that are read at a time, in UTF-8 bytes. A page of ordinary texts, including the
    /// JSON around them, fits into the bytes that a connection may queue before the replay waits for the client.
    private static final int PAGE_TEXT_BYTES = 32 * 1024;

    /// The number of chats per page of snapshots. The number is small, since each snapshot may contain a message of the
    /// maximum length.
    private static final int CHATS_PAGE = 25;

    /// The memory that is counted for a chat snapshot with its last message, in bytes.
    private static final int CHAT_BYTES = 20 * 1024;

    /// The memory that is counted for a page of changes, in bytes: its texts in UTF-16, including the last text, which
    /// may exceed [#PAGE_TEXT_BYTES], and the objects around them.
    private static final int PAGE_BYTES = 256 * 1024;

    /// The maximum size of the texts that are read to determine whether a chat has too many rows to be replayed, in
    /// UTF-8 bytes.
    private static final int PROBE_TEXT_BYTES = 512 * 1024;

    private static final int PROBE_BYTES = 4 * PROBE_TEXT_BYTES;

    /// The number of chats listed by the client that are compared with the store's current versions at a time.
    private static final int LISTED_PAGE = 500;

    /// The memory that is counted for the removal of one chat, in bytes.
    private static final int REMOVAL_BYTES = 256;

    /// The memory that is counted for the replay state of one chat listed by the client, in bytes.
    private static final int LISTED_BYTES = 400;

    /// The memory that is counted for the current version of one chat of the user, in bytes.
    private static final int VERSION_BYTES = 160;

    /// The memory that is counted for a replay without any chat, in bytes.
    private static final int REPLAY_BYTES = 4 * 1024;

    private static final Changes.Bounds PAGE = new Changes.Bounds(PAGE_ROWS, PAGE_TEXT_BYTES);

    private static final Changes.Bounds PROBE = new Changes.Bounds(ROWS_MAX + 1, PROBE_TEXT_BYTES);

    private final ReplayTarget target;
    private final LiveStores stores;
    private final Resume resume;
    private final Replays.Running pages;
    private final Map<ChatId, ChatVersion> versions = new HashMap<>();
    private final Map<ChatId, MessageId> allRead = new HashMap<>();
    private final Map<ChatId, ChatVersion> absent = new HashMap<>();

    Replay(ReplayTarget target, LiveStores stores, Resume resume, Replays.Running pages) {
        this.target = target;
        this.stores = stores;
        this.resume = resume;
        this.pages = pages;
    }

    /// The bytes that a replay holds from its beginning to its end, besides its pages.
    ///
    /// @param subscribed the number of the user's chats
    static long weight(Resume resume, int subscribed) {
        return switch (resume) {
            case Resume.Fresh() -> REPLAY_BYTES;
            case Resume.Since since ->
                REPLAY_BYTES + (long) since.chats().size() * LISTED_BYTES + (long) subscribed * VERSION_BYTES;
        };
    }

    ReplayResult run() {
        if (resume instanceof Resume.Since since) {
            replay(since);
            replayOverflowed();
            allRead.putAll(new MarksReplay(target, stores.readStates(), since, pages).run(allRead));
        }
        return result();
    }

    /// Replays again the chats that have had too many events for the connection's buffer since the end of [#run].
    ReplayResult runAgain() {
        replayOverflowed();
        return result();
    }

    private ReplayResult result() {
        absent.keySet().removeAll(versions.keySet());
        return new ReplayResult(versions, allRead, absent);
    }

    private void replay(Resume.Since since) {
        Map<ChatId, ChatVersion> present = pages.page(0, page -> versions());
        // A feed that is behind may still have the subscription of a user who has left the chat.
        for (ChatId subscribed : target.subscribed()) {
            if (!present.containsKey(subscribed)) {
                absent.put(subscribed, ChatVersion.NONE);
            }
        }
        List<ChatId> listed = List.copyOf(since.chats().keySet());
        for (int from = 0; from < listed.size(); from += LISTED_PAGE) {
            List<ChatId> chats = listed.subList(from, Math.min(listed.size(), from + LISTED_PAGE));
            pages.page((long) chats.size() * REMOVAL_BYTES, page -> changed(page, since, chats, present))
                    .forEach(chatId ->
                            replay(chatId, cursor(since, chatId), Objects.requireNonNull(present.get(chatId))));
        }
        if (since.unlisted() == Resume.Unlisted.SEND) {
            sendUnlisted(since);
        }
    }

    /// Returns the listed chats that may have changed since the client's version. For each listed chat that the user
    /// has left, adds a removal to the page.
    private List<ChatId> changed(
            Replays.Page page, Resume.Since since, List<ChatId> listed, Map<ChatId, ChatVersion> present) {
        List<ChatId> changed = new ArrayList<>();
        for (ChatId chatId : listed) {
            ChatVersion cursor = cursor(since, chatId);
            ChatVersion now = present.get(chatId);
            if (now == null) {
                remove(chatId, cursor, page::add);
            } else if (cursor.equals(now)) {
                versions.put(chatId, cursor);
            } else {
                changed.add(chatId);
            }
        }
        return changed;
    }

    private void replayOverflowed() {
        for (Set<ChatId> again = target.takeOverflowed(); !again.isEmpty(); again = target.takeOverflowed()) {
            again.forEach(this::replayAgain);
        }
    }

    private void replay(ChatId chatId, ChatVersion cursor, ChatVersion present) {
        if (cursor.isAfter(present)) {
            replayUnlessNewer(chatId, cursor);
        } else {
            replayFrom(chatId, cursor, present);
        }
    }

    /// Handles a cursor of the client that is later than the version of the chat just read. Either the chat has reached
    /// the cursor since, or the server never issued it.
    private void replayUnlessNewer(ChatId chatId, ChatVersion cursor) {
        switch (find(chatId)) {
            case Outcome.Refused<ChatView> ignored -> remove(chatId, cursor, target.sink()::replay);
            case Outcome.Done<ChatView>(ChatView view) -> {
                if (cursor.isAfter(view.chat().version())) {
                    gap(view);
                } else {
                    replayFrom(chatId, cursor, view.chat().version());
                }
            }
        }
    }

    private void replayFrom(ChatId chatId, ChatVersion cursor, ChatVersion present) {
        if (present.value() - cursor.value() > ROWS_MAX && isTooMuch(chatId, cursor)) {
            gap(chatId, cursor);
        } else {
            replayPages(chatId, cursor, present);
        }
    }

    /// Replays the changes after `cursor` page by page.
    ///
    /// @param upTo the chat's version when its replay began. The replay ends at this version, and the connection
    ///     collects later events. So the replay also ends if the chat keeps changing
    private void replayPages(ChatId chatId, ChatVersion cursor, ChatVersion upTo) {
        ChatVersion from = cursor;
        int rows = 0;
        boolean complete = false;
        while (!complete && upTo.isAfter(from)) {
            ChatVersion after = from;
            int rowsMax = ROWS_MAX - rows;
            switch (pages.page(PAGE_BYTES, page -> read(page, chatId, after, rowsMax))) {
                case Outcome.Refused<Changes> ignored -> {
                    remove(chatId, from, target.sink()::replay);
                    return;
                }
                case Outcome.Done<Changes>(Changes changes) -> {
                    rows += rows(changes);
                    if (rows > ROWS_MAX) {
                        gap(chatId, from);
                        return;
                    }
                    from = changes.upTo();
                    complete = changes.complete();
                }
            }
            versions.put(chatId, from);
        }
    }

    /// Reads the changes after a version, and adds them to the page unless they have more rows than may be replayed.
    private Outcome<Changes> read(Replays.Page page, ChatId chatId, ChatVersion after, int rowsMax) {
        Outcome<Changes> read = stores.log().changes(chatId, target.userId(), after, PAGE);
        if (read instanceof Outcome.Done<Changes>(Changes changes) && rows(changes) <= rowsMax) {
            page.shrink(Weight.of(changes.events()));
            changes.events().forEach(event -> page.add(shown(event, target.largeGroupMembers())));
            fill(page, chatId, after, changes);
        }
        return read;
    }

    /// Whether a chat with many new versions has more rows than may be replayed. A chat has fewer rows than versions if
    /// the same rows changed repeatedly.
    private boolean isTooMuch(ChatId chatId, ChatVersion cursor) {
        return pages.page(PROBE_BYTES, page -> switch (stores.log().changes(chatId, target.userId(), cursor, PROBE)) {
            case Outcome.Refused<Changes> refused -> false;
            case Outcome.Done<Changes>(Changes changes) -> rows(changes) > ROWS_MAX;
        });
    }

    /// Reports the version at the end of the page to the client if no row of the page has this version. The row with
    /// this version may have changed again during the read, and is then missing. The chat's live events continue after
    /// this version.
    private static void fill(Replays.Page page, ChatId chatId, ChatVersion cursor, Changes changes) {
        List<ChatEvent.Versioned> events = changes.events();
        ChatVersion announced = events.isEmpty() ? cursor : events.getLast().version();
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

    /// A change as it is replayed: the current state of the changed item.
    private static LiveEvent shown(ChatEvent.Versioned event, int largeGroupMembers) {
        return switch (event) {
            case ChatEvent.MessagePosted e -> new LiveEvent.MessageState(e.chatId(), e.version(), e.message());
            case ChatEvent.MessageChanged e -> new LiveEvent.MessageState(e.chatId(), e.version(), e.message());
            case ChatEvent.ChatRetitled e -> new LiveEvent.ChatState(e.chatId(), e.version(), e.chat());
            case ChatEvent.ChatOpened e -> new LiveEvent.ChatState(e.chatId(), e.version(), e.chat());
            case ChatEvent.MembersChanged e -> {
                int count = e.chat().memberCount();
                yield new LiveEvent.MemberStates(
                        e.chatId(),
                        e.version(),
                        count > largeGroupMembers ? Optional.empty() : Optional.of(e.members()),
                        count);
            }
        };
    }

    /// Sends a gap. The client continues from the chat's current version, as the feeds do, and not from the version up
    /// to which the replay has read.
    private void gap(ChatId chatId, ChatVersion cursor) {
        switch (find(chatId)) {
            case Outcome.Refused<ChatView> ignored -> remove(chatId, cursor, target.sink()::replay);
            case Outcome.Done<ChatView>(ChatView view) -> gap(view);
        }
    }

    private void gap(ChatView view) {
        ChatId chatId = view.chat().id();
        target.sink().replay(new LiveEvent.Gap(chatId, view.chat().version()));
        versions.put(chatId, view.chat().version());
    }

    private void remove(ChatId chatId, ChatVersion cursor, Consumer<LiveEvent> client) {
        versions.remove(chatId);
        absent.put(chatId, cursor);
        client.accept(new LiveEvent.Removal(chatId, cursor));
    }

    private Outcome<ChatView> find(ChatId chatId) {
        return pages.page(CHAT_BYTES, page -> stores.chats().find(chatId, target.userId()));
    }

    private Map<ChatId, ChatVersion> versions() {
        Map<ChatId, ChatVersion> present = new HashMap<>();
        for (LiveIndex.Versions now : stores.index().versions(List.of(target.userId()))) {
            present.put(now.chatId(), now.version());
        }
        return present;
    }

    private static ChatVersion cursor(Resume.Since since, ChatId chatId) {
        return Objects.requireNonNull(since.chats().get(chatId)).version();
    }

    private void sendUnlisted(Resume.Since since) {
        Optional<PageCursor> next = Optional.empty();
        do {
            Optional<PageCursor> cursor = next;
            next = pages.page((long) CHATS_PAGE * CHAT_BYTES, page -> addUnlisted(page, since, cursor));
        } while (next.isPresent());
    }

    /// Adds a page of the user's chats, without the chats that the client listed.
    ///
    /// @return where the next page begins; empty after the last page
    private Optional<PageCursor> addUnlisted(Replays.Page page, Resume.Since since, Optional<PageCursor> cursor) {
        Page<ChatView> chats = stores.chats().list(target.userId(), CHATS_PAGE, cursor);
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
        versions.put(chatId, view.chat().version());
        allRead.put(chatId, view.me().allReadUpTo());
    }

    private void replayAgain(ChatId chatId) {
        ChatVersion cursor = versions.get(chatId);
        switch (find(chatId)) {
            case Outcome.Done<ChatView>(ChatView view) -> {
                if (cursor != null) {
                    replayFrom(chatId, cursor, view.chat().version());
                } else if (wanted(chatId)) {
                    send(view, target.sink()::replay);
                } else {
                    gap(view);
                }
            }
            case Outcome.Refused<ChatView> ignored -> {
                if (cursor != null) {
                    remove(chatId, cursor, target.sink()::replay);
                }
            }
        }
    }

    /// Whether the client wants a snapshot of a chat that it does not have.
    private boolean wanted(ChatId chatId) {
        return resume instanceof Resume.Since since
                && (since.unlisted() == Resume.Unlisted.SEND || since.chats().containsKey(chatId));
    }
}
