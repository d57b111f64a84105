package io.vestnik.application.live.feed;

import io.vestnik.application.live.LiveMetrics;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.LiveIndex;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Changes;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Repairs feeds: reads from the store the versions and marks that notifications did not bring.
///
/// A version that a feed waits for may still arrive within a moment, so the log is read only when the version is
/// overdue.
public final class FeedRepair {
    /// How long a feed waits for a version that another thread may be about to publish, before the log is read. Longer
    /// than any thread is descheduled, shorter than a user notices.
    private static final Duration HOLD = Duration.ofMillis(50);

    /// The maximum number of rows in one read of the log.
    private static final int ROWS = 100;

    /// The delays before the checks of a chat after a commit of unknown outcome. The later checks find a commit that
    /// the database was still processing when the connection broke.
    private static final List<Duration> CHECKS = List.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(5));

    /// How long a repair waits for the answer to a message's sender. The repair can find a message in the log before
    /// its sender has an answer; the answer is about to come, because the message is committed. The value is the time
    /// that a send may wait for the lock of its chat.
    private static final Duration DECIDED_WITHIN = Duration.ofSeconds(5);

    private final LiveStores stores;
    private final Viewers viewers;
    private final EventLoops loops;
    private final Background background;
    private final LiveMetrics metrics;

    /// @param viewers the connected users
    public FeedRepair(
            LiveStores stores, Viewers viewers, EventLoops loops, Background background, LiveMetrics metrics) {
        this.stores = stores;
        this.viewers = viewers;
        this.loops = loops;
        this.background = background;
        this.metrics = metrics;
    }

    /// Schedules the repairs that a feed needs: a read of missed marks, and a check of the versions that it waits for.
    /// Called on the feed's loop, after each task that may leave the feed waiting.
    public void check(LoopFeeds feeds, ChatFeed feed) {
        if (feed.marks().missed()) {
            resyncMarks(feeds, feed);
        }
        if (!feed.repairing.checked && !feed.repairing.versions && feed.waits()) {
            checkLater(feeds, feed, feed.missing());
        }
    }

    /// Like [#check], for a feed whose chat is known to have reached a version.
    public void checkUpTo(LoopFeeds feeds, ChatFeed feed, ChatVersion version) {
        if (!feed.repairing.checked && !feed.repairing.versions) {
            checkLater(feeds, feed, new MissingVersions(Optional.of(version), Optional.empty()));
        }
    }

    private void checkLater(LoopFeeds feeds, ChatFeed feed, MissingVersions missing) {
        feed.repairing.checked = true;
        if (feeds.overdue().add(feed, missing, HOLD)) {
            scheduleCheck(feeds, HOLD);
        }
    }

    private void scheduleCheck(LoopFeeds feeds, Duration after) {
        background.schedule(after, () -> feeds.loop().putForNoChat(() -> checkOverdue(feeds)));
    }

    private void checkOverdue(LoopFeeds feeds) {
        for (OverdueVersions.Entry entry : feeds.overdue().takeDue()) {
            entry.feed().repairing.checked = false;
            if (!entry.arrived() || entry.feed().waits()) {
                // The repair needs a task of its own, because the feed may be in the middle of a delivery.
                boolean unused = feeds.loop().add(entry.feed().chatId(), () -> repairOverdue(feeds, entry));
            }
        }
        feeds.overdue().next().ifPresent(next -> scheduleCheck(feeds, next));
    }

    private void repairOverdue(LoopFeeds feeds, OverdueVersions.Entry entry) {
        ChatFeed feed = entry.feed();
        if (feeds.find(feed.chatId()) != feed) {
            return;
        }
        if (entry.arrived()) {
            check(feeds, feed);
        } else if (entry.missing().isAfter(feed.version())) {
            resync(feeds, feed);
        } else {
            resyncMarks(feeds, feed);
        }
    }

    /// Reads the log from the feed's version on, and delivers what the feed has missed. Called on the feed's loop.
    public void resync(LoopFeeds feeds, ChatFeed feed) {
        if (feed.repairing.versions) {
            return;
        }
        feed.repairing.versions = true;
        metrics.repaired();
        ChatId chatId = feed.chatId();
        ChatVersion after = feed.version();
        Set<UserId> waiting = feed.waitingUsers();
        background.read(() -> {
            Optional<Changes> changes = stores.log().changesForRepair(chatId, after, ROWS);
            Set<UserId> joining = new HashSet<>(waiting);
            changes.ifPresent(read -> joining.addAll(members(read)));
            Map<UserId, ChatView> views = views(chatId, joining);
            changes.ifPresent(this::awaitSends);
            feeds.loop().put(chatId, () -> apply(feeds, feed, changes, views));
        });
    }

    private void apply(LoopFeeds feeds, ChatFeed feed, Optional<Changes> changes, Map<UserId, ChatView> views) {
        feed.repairing.versions = false;
        if (feeds.find(feed.chatId()) != feed) {
            // This feed was removed meanwhile. A user who subscribes again starts from a snapshot of the chat.
            return;
        }
        if (changes.isEmpty()) {
            feeds.close(feed);
            return;
        }
        feed.repair(changes.get().events(), changes.get().upTo(), views);
        feeds.removeIfEmpty(feed);
        if (!changes.get().complete()) {
            resync(feeds, feed);
        } else {
            check(feeds, feed);
        }
    }

    private static Set<UserId> members(Changes changes) {
        Set<UserId> members = new HashSet<>();
        for (ChatEvent.Versioned event : changes.events()) {
            if (event instanceof ChatEvent.MembersChanged changed) {
                changed.members().stream()
                        .filter(Member::present)
                        .map(Member::userId)
                        .forEach(members::add);
            }
        }
        return members;
    }

    /// The chat as seen by each user in `users` who is a member and connected to this node.
    private Map<UserId, ChatView> views(ChatId chatId, Set<UserId> users) {
        Map<UserId, ChatView> views = new HashMap<>();
        for (UserId userId : users) {
            if (viewers.find(userId) != null) {
                view(chatId, userId).ifPresent(view -> views.put(userId, view));
            }
        }
        return views;
    }

    /// The chat as a user sees it; empty if the user is not a member. Blocks.
    Optional<ChatView> view(ChatId chatId, UserId userId) {
        return switch (stores.chats().find(chatId, userId)) {
            case Outcome.Done<ChatView>(ChatView view) -> Optional.of(view);
            case Outcome.Refused<ChatView> ignored -> Optional.empty();
        };
    }

    /// Waits until the store has answered the sends that may have stored the messages in `changes`. The answers to
    /// these sends then wait in the feed and take the places of the events.
    private void awaitSends(Changes changes) {
        Set<UserId> authors = new HashSet<>();
        for (ChatEvent.Versioned event : changes.events()) {
            if (event instanceof ChatEvent.MessageChanged changed
                    && authors.add(changed.message().senderId())) {
                awaitSends(changed.chatId(), changed.message().senderId());
            }
        }
    }

    /// Waits until the store has answered a user's sends to a chat. Blocks, for 5 s at most.
    void awaitSends(ChatId chatId, UserId author) {
        Viewer viewer = viewers.find(author);
        if (viewer != null) {
            background.await(
                    CompletableFuture.allOf(viewer.undecidedSends(chatId).toArray(CompletableFuture<?>[]::new)),
                    DECIDED_WITHIN);
        }
    }

    /// Reads the marks of a feed's subscribers from the store and applies them. Called on the feed's loop.
    public void resyncMarks(LoopFeeds feeds, ChatFeed feed) {
        if (feed.repairing.marks) {
            return;
        }
        feed.repairing.marks = true;
        ChatId chatId = feed.chatId();
        Set<UserId> users = feed.users();
        int misses = feed.marks().misses();
        background.read(() -> {
            List<LiveIndex.Snapshot> snapshots = stores.index().snapshotsIn(chatId, users);
            feeds.loop().put(chatId, () -> {
                feed.repairing.marks = false;
                feed.marks().repair(snapshots, misses);
                if (feeds.find(chatId) == feed) {
                    check(feeds, feed);
                }
            });
        });
    }

    /// Checks a chat after a commit of unknown outcome. Called on any thread.
    public void checkUncertain(ChatId chatId) {
        LoopFeeds feeds = loops.of(chatId);
        for (Duration delay : CHECKS) {
            background.schedule(
                    delay,
                    () -> feeds.loop().put(chatId, () -> {
                        ChatFeed feed = feeds.find(chatId);
                        if (feed != null) {
                            resync(feeds, feed);
                            resyncMarks(feeds, feed);
                        }
                    }));
        }
    }
}
