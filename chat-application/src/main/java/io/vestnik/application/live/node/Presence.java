package io.vestnik.application.live.node;

import io.vestnik.application.bus.Notification;
import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.feed.Background;
import io.vestnik.application.live.feed.ChatFeed;
import io.vestnik.application.live.feed.EventLoops;
import io.vestnik.application.live.feed.LoopFeeds;
import io.vestnik.application.live.feed.Viewer;
import io.vestnik.application.live.session.ConnectedUser;
import io.vestnik.application.live.session.LiveConnection;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.LiveIndex;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.user.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notifies the other users of a user's direct chats when the user goes online or offline, or changes name. Only
/// partners are notified of going online or offline: two users are partners if both have written in their direct chat.
final class Presence {
    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

    /// The maximum number of chats whose snapshots are read together. These snapshots take about a megabyte.
    private static final int PAGE_CHATS = 500;

    private final LiveIndex index;
    private final EventLoops loops;
    private final Background background;

    Presence(LiveIndex index, EventLoops loops, Background background) {
        this.index = index;
        this.loops = loops;
        this.background = background;
    }

    /// Handles a connection that has caught up: sends the presence of the partners to the connection. If it is the
    /// user's first connection, notifies the partners as well.
    void wentLive(ConnectedUser user, LiveConnection connection) {
        boolean first = user.stay().markPartnersNotified();
        EncodedEvent here = online(user.id());
        eachPartner(user, partner -> {
            connection.show(online(partner.id()));
            if (first) {
                partner.show(here);
            }
        });
    }

    /// Notifies the partners that a user has had no connection for a while. Called before the user's subscriptions end.
    ///
    /// @param since when the user's last connection ended
    void wentAway(ConnectedUser user, Instant since) {
        if (user.stay().partnersNotified()) {
            EncodedEvent gone = away(user.id(), since);
            eachPartner(user, partner -> partner.show(gone));
        }
    }

    /// Prepares the notification of [#wentAway] for a user whose subscriptions end before the notification is due. To
    /// be called before the subscriptions end.
    ///
    /// @param since when the last connection ended
    /// @return a task that notifies the users who are partners at the time of this call
    Runnable wentAwayLater(ConnectedUser user, Instant since) {
        Queue<Viewer> partners = new ConcurrentLinkedQueue<>();
        if (user.stay().partnersNotified()) {
            eachPartner(user, partners::add);
        }
        return () -> {
            EncodedEvent gone = away(user.id(), since);
            partners.forEach(partner -> partner.show(gone));
        };
    }

    /// Handles a message that may turn the two users of a direct chat into partners: notifies each of them of the
    /// other's presence. Called on the chat's loop.
    void notifyNewPartners(ChatFeed feed, ChatEvent.Versioned event) {
        if (event instanceof ChatEvent.MessagePosted) {
            for (Viewer viewer : feed.takeNewPartners()) {
                feed.partnerOf(viewer).ifPresent(partner -> partner.show(online(viewer.id())));
            }
        }
    }

    /// Handles a changed name or username: notifies the other users of the user's direct chats.
    void renamed(Notification.Renamed renamed) {
        EncodedEvent event =
                new EncodedEvent(new LiveEvent.UserState(renamed.userId(), renamed.name(), renamed.username()));
        background.start("live-renamed", () -> {
            try {
                List<ChatId> chats = index.versions(List.of(renamed.userId())).stream()
                        .map(LiveIndex.Versions::chatId)
                        .toList();
                for (int from = 0; from < chats.size(); from += PAGE_CHATS) {
                    List<ChatId> page = chats.subList(from, Math.min(chats.size(), from + PAGE_CHATS));
                    index.snapshots(renamed.userId(), page).stream()
                            .filter(snapshot -> snapshot.chat().kind() == ChatKind.DIRECT)
                            .forEach(snapshot -> showOthers(snapshot.chat().id(), renamed.userId(), event));
                }
            } catch (StoreUnavailableException e) {
                LOG.warn("event=rename_notification_failed user={} cause=\"{}\"", renamed.userId(), e.getMessage());
            }
        });
    }

    private void showOthers(ChatId chatId, UserId renamed, EncodedEvent event) {
        LoopFeeds feeds = loops.of(chatId);
        feeds.loop().put(chatId, () -> {
            ChatFeed feed = feeds.find(chatId);
            if (feed != null) {
                feed.showOthers(renamed, event);
            }
        });
    }

    private static EncodedEvent online(UserId userId) {
        return new EncodedEvent(new LiveEvent.Presence(userId, true, Optional.empty()));
    }

    private static EncodedEvent away(UserId userId, Instant since) {
        return new EncodedEvent(new LiveEvent.Presence(userId, false, Optional.of(since)));
    }

    private void eachPartner(ConnectedUser user, Consumer<Viewer> action) {
        for (ChatId chatId : user.directChats()) {
            LoopFeeds feeds = loops.of(chatId);
            feeds.loop().put(chatId, () -> {
                ChatFeed feed = feeds.find(chatId);
                if (feed != null && feed.has(user)) {
                    feed.partnerOf(user).ifPresent(action);
                }
            });
        }
    }
}
