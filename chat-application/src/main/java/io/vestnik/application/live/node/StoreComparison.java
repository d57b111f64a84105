package io.vestnik.application.live.node;

import io.vestnik.application.live.feed.Background;
import io.vestnik.application.live.feed.ChatFeed;
import io.vestnik.application.live.feed.EventLoops;
import io.vestnik.application.live.feed.FeedRepair;
import io.vestnik.application.live.feed.FeedSubscriptions;
import io.vestnik.application.live.feed.LoopFeeds;
import io.vestnik.application.live.session.ConnectedUser;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.LiveIndex;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares the delivered state with the store: the chats' versions, their marks and their members. A later
/// notification of a chat reveals the loss of an earlier notification, but only a comparison reveals the loss of the
/// chat's *last* notification. Thread-safe.
final class StoreComparison {
    private static final Logger LOG = LoggerFactory.getLogger(StoreComparison.class);

    /// The time in which the notification of a commit arrives. A notification that is still missing after this time was
    /// lost.
    private static final Duration NOTIFICATION_DUE = Duration.ofSeconds(1);

    /// The maximum number of users compared in one query.
    private static final int PAGE_USERS = 200;

    /// The maximum number of subscriptions compared in one query, about 2 MB. A user with more subscriptions is
    /// compared in a separate query.
    private static final int PAGE_CHATS = 10_000;

    private final LiveIndex index;
    private final ConnectedUsers users;
    private final EventLoops loops;
    private final Background background;
    private final FeedRepair repair;
    private final FeedSubscriptions subscriptions;
    private final DataLossCheck dataLoss;
    private final AtomicBoolean comparing = new AtomicBoolean();

    StoreComparison(
            LiveIndex index,
            ConnectedUsers users,
            EventLoops loops,
            Background background,
            FeedRepair repair,
            FeedSubscriptions subscriptions,
            DataLossCheck dataLoss) {
        this.index = index;
        this.users = users;
        this.loops = loops;
        this.background = background;
        this.repair = repair;
        this.subscriptions = subscriptions;
        this.dataLoss = dataLoss;
    }

    /// Schedules a comparison of all connected users. Further calls before the comparison starts have no effect.
    void compareSoon() {
        if (comparing.compareAndSet(false, true)) {
            background.schedule(NOTIFICATION_DUE, () -> {
                comparing.set(false);
                compareAll();
            });
        }
    }

    /// Compares all connected users, on a separate thread.
    void compareAll() {
        List<ConnectedUser> all = new ArrayList<>(users.all());
        background.read(() -> {
            dataLoss.compareEpoch(index.epoch());
            List<ConnectedUser> page = new ArrayList<>();
            int chats = 0;
            for (ConnectedUser user : all) {
                int more = user.chats().size();
                if (!page.isEmpty() && (page.size() == PAGE_USERS || chats + more > PAGE_CHATS)) {
                    compare(page);
                    page = new ArrayList<>();
                    chats = 0;
                }
                page.add(user);
                chats += more;
            }
            compare(page);
        });
    }

    private record SubscriptionKey(UserId userId, ChatId chatId) {}

    private void compare(List<ConnectedUser> page) {
        if (page.isEmpty()) {
            return;
        }
        Set<SubscriptionKey> present = new HashSet<>();
        Map<LoopFeeds, List<LiveIndex.Versions>> byLoop = new LinkedHashMap<>();
        for (LiveIndex.Versions now :
                index.versions(page.stream().map(ConnectedUser::id).toList())) {
            present.add(new SubscriptionKey(now.userId(), now.chatId()));
            byLoop.computeIfAbsent(loops.of(now.chatId()), k -> new ArrayList<>())
                    .add(now);
        }
        byLoop.forEach((feeds, versions) -> feeds.loop().putForAllChats(() -> compare(feeds, versions)));
        for (ConnectedUser user : page) {
            for (ChatId chatId : user.chats()) {
                if (!present.contains(new SubscriptionKey(user.id(), chatId))) {
                    loops.of(chatId).loop().put(chatId, () -> subscriptions.unsubscribeIfGone(chatId, user));
                }
            }
        }
    }

    private void compare(LoopFeeds feeds, List<LiveIndex.Versions> versions) {
        for (LiveIndex.Versions now : versions) {
            ChatFeed feed = feeds.find(now.chatId());
            if (feed != null && feed.version().isAfter(now.version())) {
                dataLoss.compareSoon(feeds, feed);
            }
        }
        // A missing version may still be on its way. If it is still missing after this pause, its notification was
        // lost.
        List<LiveIndex.Versions> behind =
                versions.stream().filter(now -> behind(feeds, now)).toList();
        if (!behind.isEmpty()) {
            background.schedule(
                    NOTIFICATION_DUE,
                    () -> feeds.loop().putForAllChats(() -> behind.forEach(now -> repairIfBehind(feeds, now))));
        }
    }

    private boolean behind(LoopFeeds feeds, LiveIndex.Versions now) {
        ConnectedUser user = users.find(now.userId());
        if (user == null || !user.subscribedToAll()) {
            return false;
        }
        ChatFeed feed = feeds.find(now.chatId());
        return feed == null
                || !feed.hasUser(now.userId())
                || now.version().isAfter(feed.version())
                || now.marksVersion().isAfter(feed.marksVersion());
    }

    private void repairIfBehind(LoopFeeds feeds, LiveIndex.Versions now) {
        ConnectedUser user = users.find(now.userId());
        if (user == null || !behind(feeds, now)) {
            return;
        }
        LOG.info(
                "event=feed_behind_store chat={} user={} version={}",
                now.chatId(),
                now.userId(),
                now.version().value());
        ChatFeed feed = feeds.find(now.chatId());
        if (feed == null || !feed.hasUser(now.userId())) {
            subscriptions.subscribeMissing(now.chatId(), user, () -> {});
        } else if (now.version().isAfter(feed.version())) {
            repair.resync(feeds, feed);
        }
        if (feed != null && now.marksVersion().isAfter(feed.marksVersion())) {
            repair.resyncMarks(feeds, feed);
        }
    }
}
