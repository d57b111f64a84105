package io.vestnik.application.live.node;

import io.vestnik.application.bus.Notification;
import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.LiveMetrics;
import io.vestnik.application.live.feed.ChatFeed;
import io.vestnik.application.live.feed.EventLoops;
import io.vestnik.application.live.feed.FeedRepair;
import io.vestnik.application.live.feed.LoopFeeds;
import io.vestnik.application.live.feed.Weight;
import io.vestnik.domain.chat.Chat;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvent.Versioned;
import io.vestnik.domain.read.MarksVersion;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Passes the notifications of the bus to the feeds, on their loops, and to the connections.
final class NotificationDispatch {
    /// The version that is recorded for a deleted chat: later than every other version. See [#closed].
    private static final ChatVersion DELETED = new ChatVersion(Long.MAX_VALUE);

    private final ConnectedUsers users;
    private final EventLoops loops;
    private final FeedRepair repair;
    private final StoreComparison comparison;
    private final DataLossCheck dataLoss;
    private final Presence presence;
    private final LiveMetrics metrics;

    NotificationDispatch(
            ConnectedUsers users,
            EventLoops loops,
            FeedRepair repair,
            StoreComparison comparison,
            DataLossCheck dataLoss,
            Presence presence,
            LiveMetrics metrics) {
        this.users = users;
        this.loops = loops;
        this.repair = repair;
        this.comparison = comparison;
        this.dataLoss = dataLoss;
        this.presence = presence;
        this.metrics = metrics;
    }

    /// Accepts a notification, on any thread, without waiting.
    void accept(Notification notification) {
        switch (notification) {
            case Notification.Committed(ChatEvent event) -> committed(event);
            case Notification.Uncertain(ChatId chatId) -> repair.checkUncertain(chatId);
            case Notification.Interrupted() -> comparison.compareSoon();
            case Notification.Typing typing -> typing(typing);
            case Notification.DeviceEnded(UserId userId, DeviceId deviceId) ->
                users.disconnect(userId, deviceId, EventSink.CloseReason.DEVICE_REVOKED);
            case Notification.LoginReplaced(UserId userId, DeviceId deviceId) ->
                users.disconnect(userId, deviceId, EventSink.CloseReason.TOKEN_EXPIRED);
            case Notification.Gone ignored -> {}
            case Notification.Renamed renamed -> presence.renamed(renamed);
        }
    }

    private void committed(ChatEvent event) {
        LoopFeeds feeds = loops.of(event.chatId());
        long arrived = loops.nanoTime();
        boolean accepted = feeds.loop()
                .offer(
                        event.chatId(),
                        () -> {
                            deliver(feeds, event);
                            metrics.shown(loops.nanoTime() - arrived);
                        },
                        Weight.of(event));
        if (!accepted) {
            metrics.dropped();
            comparison.compareSoon();
        }
    }

    /// Notifies the other members that a member is typing. A feed that is behind the version of the sender's feed may
    /// still have members who were removed meanwhile, so it drops the notification (law L7) and is repaired.
    private void typing(Notification.Typing typing) {
        LoopFeeds feeds = loops.of(typing.chatId());
        boolean unused = feeds.loop().offer(typing.chatId(), () -> {
            ChatFeed feed = feeds.find(typing.chatId());
            if (feed == null) {
                return;
            }
            if (typing.version().isAfter(feed.version())) {
                repair.checkUpTo(feeds, feed, typing.version());
            } else {
                feed.showOthers(
                        typing.userId(), new EncodedEvent(new LiveEvent.Typing(typing.chatId(), typing.userId())));
            }
        });
    }

    /// Passes an event to its feed. Called on the chat's loop. If the chat has no feed, no member is connected to this
    /// node, so the event is dropped unless it adds a connected member.
    private void deliver(LoopFeeds feeds, ChatEvent event) {
        ChatFeed feed = feeds.find(event.chatId());
        switch (event) {
            case ChatEvent.ChatClosed ignored -> closed(feeds, event.chatId(), feed);
            case ChatEvent.MarksMoved moved -> {
                if (feed != null) {
                    feed.accept(moved);
                    repair.check(feeds, feed);
                }
            }
            case Versioned versioned -> {
                feeds.recordPublished(versioned.chatId(), versioned.version());
                ChatFeed present = feed != null ? feed : openedBy(feeds, versioned);
                if (present != null) {
                    deliver(feeds, present, versioned);
                }
            }
        }
    }

    private void deliver(LoopFeeds feeds, ChatFeed feed, Versioned event) {
        if (feed.contradicts(event)) {
            dataLoss.found(feeds, feed, event.version());
        } else if (!event.version().isAfter(feed.version())) {
            // This is a duplicate notification, or the database has lost a delivered commit.
            dataLoss.compareSoon(feeds, feed);
        }
        feed.accept(event);
        repair.check(feeds, feed);
        presence.notifyNewPartners(feed, event);
        feeds.removeIfEmpty(feed);
    }

    /// Handles the deletion of a chat. If the chat has no feed, records a version that makes a new feed read the log: a
    /// member may be about to be subscribed with a snapshot that was read before the deletion.
    private static void closed(LoopFeeds feeds, ChatId chatId, @Nullable ChatFeed feed) {
        if (feed == null) {
            feeds.recordPublished(chatId, DELETED);
        } else {
            feeds.close(feed);
        }
    }

    /// A chat with the users who joined it by an event.
    private record Joined(Chat chat, List<UserId> users) {}

    private static Optional<Joined> joined(Versioned event) {
        return switch (event) {
            case ChatEvent.ChatOpened opened ->
                Optional.of(new Joined(
                        opened.chat(),
                        opened.members().stream().map(Member::userId).toList()));
            case ChatEvent.MembersChanged changed -> Optional.of(new Joined(changed.chat(), changed.added()));
            case ChatEvent.MessagePosted ignored -> Optional.empty();
            case ChatEvent.MessageChanged ignored -> Optional.empty();
            case ChatEvent.ChatRetitled ignored -> Optional.empty();
        };
    }

    private @Nullable ChatFeed openedBy(LoopFeeds feeds, Versioned event) {
        return joined(event)
                .filter(joined -> joined.users().stream().anyMatch(users::contains))
                .map(joined -> feeds.add(joined.chat(), event.version().previous(), MarksVersion.NONE))
                .orElse(null);
    }
}
