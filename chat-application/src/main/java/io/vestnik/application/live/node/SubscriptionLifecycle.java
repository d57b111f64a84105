package io.vestnik.application.live.node;

import io.vestnik.application.live.EventSinkClosedException;
import io.vestnik.application.live.feed.ChatFeed;
import io.vestnik.application.live.feed.EventLoops;
import io.vestnik.application.live.feed.FeedSubscriptions;
import io.vestnik.application.live.feed.LoopFeeds;
import io.vestnik.application.live.session.ConnectedUser;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.LiveIndex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

/// Subscribes a user to the feeds of the user's chats when the first connection opens, and ends the subscriptions some
/// time after the last connection has closed.
///
/// Every event loop is first told to record the versions that are published from then on. Only then are the chats read
/// from the store. So every later commit reaches the feed, or is recorded and read from the log when the subscription
/// is added.
final class SubscriptionLifecycle {
    /// The maximum number of chats whose snapshots are read together. These snapshots take about a megabyte.
    private static final int PAGE_CHATS = 500;

    private final LiveIndex index;
    private final ConnectedUsers users;
    private final EventLoops loops;
    private final FeedSubscriptions subscriptions;

    SubscriptionLifecycle(LiveIndex index, ConnectedUsers users, EventLoops loops, FeedSubscriptions subscriptions) {
        this.index = index;
        this.users = users;
        this.loops = loops;
        this.subscriptions = subscriptions;
    }

    /// Returns when the user is subscribed to all their chats. The first caller subscribes the user; the other callers
    /// wait.
    ///
    /// @throws io.vestnik.application.live.LiveMemoryFullException if the subscriptions of all users need more memory
    ///     than their budget has
    void await(ConnectedUser user) {
        if (user.stay().beginSubscribing()) {
            subscribe(user);
        }
        try {
            user.subscribed().join();
        } catch (CompletionException e) {
            user.memory().releaseUnused();
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void subscribe(ConnectedUser user) {
        loops.all().forEach(LoopFeeds::putBeginSubscribing);
        try {
            List<ChatId> chats = index.versions(List.of(user.id())).stream()
                    .map(LiveIndex.Versions::chatId)
                    .toList();
            user.memory().reserve(chats.size());
            for (int from = 0; from < chats.size(); from += PAGE_CHATS) {
                subscribe(user, chats.subList(from, Math.min(chats.size(), from + PAGE_CHATS)));
            }
            Countdown countdown = new Countdown(loops.all().size(), () -> {
                user.memory().releaseUnused();
                user.subscribed().complete(null);
            });
            for (LoopFeeds feeds : loops.all()) {
                feeds.loop().putForAllChats(() -> {
                    feeds.endSubscribing();
                    countdown.down();
                });
            }
        } catch (RuntimeException e) {
            loops.all().forEach(LoopFeeds::putEndSubscribing);
            users.remove(user);
            unsubscribe(user);
            user.subscribed().completeExceptionally(e);
        }
    }

    private void subscribe(ConnectedUser user, List<ChatId> chats) {
        Map<LoopFeeds, List<LiveIndex.Snapshot>> byLoop = new LinkedHashMap<>();
        for (LiveIndex.Snapshot snapshot : index.snapshots(user.id(), chats)) {
            byLoop.computeIfAbsent(loops.of(snapshot.chat().id()), k -> new ArrayList<>())
                    .add(snapshot);
        }
        byLoop.forEach((feeds, snapshots) -> feeds.loop()
                .putForAllChats(() -> snapshots.forEach(each -> subscriptions.subscribe(feeds, user, each))));
    }

    /// Ends the subscriptions of a user whom [ConnectedUsers] no longer finds. This includes subscriptions that a loop
    /// was about to add; afterwards no loop subscribes the user.
    void unsubscribe(ConnectedUser user) {
        Countdown countdown =
                new Countdown(loops.all().size(), () -> user.memory().releaseUnused());
        for (LoopFeeds feeds : loops.all()) {
            feeds.loop().putForAllChats(() -> {
                for (ChatId chatId : user.chats()) {
                    ChatFeed feed = loops.of(chatId) == feeds ? feeds.find(chatId) : null;
                    if (feed != null) {
                        feed.unsubscribe(user);
                        feeds.removeIfEmpty(feed);
                    }
                }
                countdown.down();
            });
        }
    }

    /// Fails the callers of [#await], because the node closes, the user was evicted or the data was replaced.
    static void cancel(ConnectedUser user) {
        user.subscribed().completeExceptionally(new EventSinkClosedException());
    }

    /// Runs a task when each of several event loops has called [#down].
    private static final class Countdown {
        private final AtomicInteger left;
        private final Runnable done;

        Countdown(int parts, Runnable done) {
            this.left = new AtomicInteger(parts);
            this.done = done;
        }

        void down() {
            if (left.decrementAndGet() == 0) {
                done.run();
            }
        }
    }
}
