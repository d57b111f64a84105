package io.vestnik.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The views of all chats of one user. The caller passes frames one at a time. Data that events do not contain is
/// fetched over HTTP in the background, for a few chats at a time. A failed fetch is repeated until it succeeds, or
/// until the server refuses it for good.
final class Views {
    private static final int PAGE = 200;
    private static final int NOT_FOUND = 404;
    private static final int UNAUTHORIZED = 401;
    private static final int CHANGES_PAGE = 1_000;

    /// The maximum number of chats that are fetched at the same time, so that the first start of a user with thousands
    /// of chats does not exceed the rate limit.
    private static final int FETCHES_AT_ONCE = 4;

    private static final Duration FETCH_AGAIN_AFTER = Duration.ofMillis(500);

    private final VestnikApi api;
    private final UUID me;
    private final int messagesMax;
    private final Consumer<Anomaly> broken;
    private final Map<UUID, ChatView> views = new ConcurrentHashMap<>();
    private final Semaphore fetching = new Semaphore(FETCHES_AT_ONCE);
    private final AtomicInteger unfinished = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    /// Whether an omitted or a repeated version is an anomaly: true once the `live` frame has arrived. The replay
    /// before this frame omits versions that later versions replaced.
    private volatile boolean live;

    Views(VestnikApi api, UUID me, int messagesMax, Consumer<Anomaly> broken) {
        this.api = api;
        this.me = me;
        this.messagesMax = messagesMax;
        this.broken = broken;
    }

    @Nullable
    ChatView find(UUID chatId) {
        return views.get(chatId);
    }

    List<ChatView> all() {
        return List.copyOf(views.values());
    }

    /// The position in each chat. If there are more chats than `hello` may list, only the chats with the latest
    /// activity are returned.
    Map<UUID, Hello.Cursor> cursors() {
        Map<UUID, Hello.Cursor> cursors = new HashMap<>();
        views.values().stream()
                .sorted(Comparator.comparingLong(Views::activity).reversed())
                .limit(Hello.SINCE_MAX)
                .forEach(view -> cursors.put(view.chatId(), view.cursor()));
        return cursors;
    }

    /// Drops all views after the server's data was restored or reset.
    void clear() {
        views.clear();
    }

    void disconnected() {
        live = false;
    }

    void close() {
        closed.countDown();
    }

    /// Whether nothing is being fetched.
    boolean isComplete() {
        return unfinished.get() == 0;
    }

    void take(ServerFrame frame) {
        switch (frame) {
            case ServerFrame.Ready ready -> live = false;
            case ServerFrame.Live now -> live = true;
            case ServerFrame.Sent sent -> {
                // The view is absent if the user left the chat before the answer came.
                ChatView view = views.get(sent.message().chatId());
                if (view != null) {
                    follow(view, sent.version(), !sent.duplicate(), at -> view.apply(sent));
                }
            }
            case ServerFrame.Versioned event -> take(event);
            case ServerFrame.UnknownEvent event -> skip(event);
            case ServerFrame.RemovedEvent event -> remove(event.chatId());
            case ServerFrame.ReadEvent event -> open(event.chatId()).read(event.userId(), event.upTo());
            case ServerFrame.AllReadEvent event -> open(event.chatId()).marks(0, event.upTo());
            case ServerFrame.MarksEvent marks ->
                marks.items().forEach(mark -> open(mark.chatId()).marks(mark.readUpTo(), mark.allReadUpTo()));
            case ServerFrame.Ok ok -> {}
            case ServerFrame.Pong pong -> {}
            case ServerFrame.Refused refused -> {}
            case ServerFrame.TypingEvent event -> {}
            case ServerFrame.PresenceEvent event -> {}
            case ServerFrame.UserEvent event -> {}
        }
    }

    private void take(ServerFrame.Versioned event) {
        ChatView view = open(event.chatId());
        boolean reload = event instanceof ServerFrame.GapEvent
                || (event instanceof ServerFrame.ChatEvent chat && chat.chat().isWhole());
        if (reload) {
            // The event may skip versions, whose data is fetched.
            view.apply(event);
            inBackground(view, () -> load(view));
        } else {
            follow(view, event.version(), true, at -> view.apply(event));
        }
    }

    private void skip(ServerFrame.UnknownEvent event) {
        UUID chatId = event.chatId();
        Long version = event.version();
        if (chatId != null && version != null) {
            ChatView view = open(chatId);
            follow(view, version, true, view::skipTo);
        }
    }

    private interface Step {
        ChatView.Applied to(long version);
    }

    private void follow(ChatView view, long version, boolean counts, Step step) {
        long before = view.version();
        ChatView.Applied applied = step.to(version);
        if (!live || !counts) {
            return;
        }
        switch (applied) {
            case NEXT -> {}
            case OLD -> broken.accept(new Anomaly(Anomaly.Kind.REPEATED, view.chatId(), version, before + 1));
            case AHEAD -> {
                broken.accept(new Anomaly(Anomaly.Kind.HOLE, view.chatId(), version, before + 1));
                inBackground(view, () -> fill(view, before));
            }
        }
    }

    private ChatView open(UUID chatId) {
        return views.computeIfAbsent(chatId, id -> new ChatView(id, me, messagesMax));
    }

    private void remove(UUID chatId) {
        ChatView view = views.remove(chatId);
        if (view != null) {
            view.remove();
        }
    }

    private void inBackground(ChatView view, Runnable fetch) {
        unfinished.incrementAndGet();
        Thread.ofVirtual().name("vestnik-client-fetch").start(() -> {
            try {
                untilDone(view, fetch);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                unfinished.decrementAndGet();
            }
        });
    }

    private void untilDone(ChatView view, Runnable fetch) throws InterruptedException {
        Duration pause = Duration.ZERO;
        while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            fetching.acquire();
            try {
                fetch.run();
                return;
            } catch (VestnikException e) {
                // The server may not know the user as a member for a moment, if the user was removed and added again.
                boolean perhapsBack = e.status() == NOT_FOUND && views.get(view.chatId()) == view;
                // An expired token is refreshed by the connection, which also reports that the device is logged out.
                boolean perhapsRefreshed = e.status() == UNAUTHORIZED;
                if (e.status() < 500 && !e.retryable() && !perhapsBack && !perhapsRefreshed) {
                    // The user is no longer a member, which an event reports.
                    return;
                }
                Duration asked = e.retryAfter();
                pause = asked == null || asked.compareTo(FETCH_AGAIN_AFTER) < 0 ? FETCH_AGAIN_AFTER : asked;
            } catch (RuntimeException e) {
                // The server did not answer, or its answer was invalid. The fetch is repeated.
                pause = FETCH_AGAIN_AFTER;
            } finally {
                fetching.release();
            }
        }
    }

    private void load(ChatView view) {
        long askedAt;
        List<Member> members;
        do {
            askedAt = view.memberChanges();
            members = members(view.chatId());
        } while (!view.loadMembers(members, askedAt));
        Chat chat = api.chat(view.chatId());
        loadNewest(view, chat);
    }

    private List<Member> members(UUID chatId) {
        List<Member> all = new ArrayList<>();
        String cursor = null;
        do {
            Page<Member> page = api.members(chatId, PAGE, cursor);
            all.addAll(page.items());
            cursor = page.nextCursor();
        } while (cursor != null);
        return all;
    }

    private void loadNewest(ChatView view, Chat chat) {
        MessagePage page = api.newest(view.chatId(), Math.min(PAGE, messagesMax));
        List<Message> all = new ArrayList<>(page.items());
        while (page.hasMore() && all.size() < messagesMax) {
            page = api.before(view.chatId(), page.items().getFirst().id(), PAGE);
            all.addAll(page.items());
        }
        view.load(chat, all, !page.hasMore());
    }

    private void fill(ChatView view, long after) {
        long at = after;
        Changes changes;
        do {
            changes = api.changes(view.chatId(), at, CHANGES_PAGE);
            if (!changes.complete() && changes.version() <= at) {
                throw new ConnectionLostException("changes after " + at + " that make no progress", null);
            }
            view.fill(changes);
            at = changes.version();
        } while (!changes.complete());
    }

    private static long activity(ChatView view) {
        Chat chat = view.chat();
        return chat == null ? Long.MIN_VALUE : chat.activityAt().toEpochMilli();
    }
}
