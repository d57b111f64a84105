package io.vestnik.application.live.node;

import io.vestnik.application.Ports;
import io.vestnik.application.SendLimit;
import io.vestnik.application.bus.Notification;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.EventSinkClosedException;
import io.vestnik.application.live.Live;
import io.vestnik.application.live.LiveMetrics;
import io.vestnik.application.live.LiveSession;
import io.vestnik.application.live.LiveSettings;
import io.vestnik.application.live.feed.Background;
import io.vestnik.application.live.feed.ChatFeed;
import io.vestnik.application.live.feed.EventLoops;
import io.vestnik.application.live.feed.FeedContext;
import io.vestnik.application.live.feed.FeedRepair;
import io.vestnik.application.live.feed.FeedSubscriptions;
import io.vestnik.application.live.feed.LiveStores;
import io.vestnik.application.live.feed.LoopFeeds;
import io.vestnik.application.live.session.ConnectedUser;
import io.vestnik.application.live.session.ConnectionServices;
import io.vestnik.application.live.session.LiveConnection;
import io.vestnik.application.live.session.Replays;
import io.vestnik.application.live.session.Stay;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Live delivery on this node: connects its parts, keeps the connected users, and closes their connections when it
/// stops.
public final class LiveNode implements Live {
    private static final Logger LOG = LoggerFactory.getLogger(LiveNode.class);
    /// The pause between two checks of [#drain].
    private static final Duration DRAIN_PAUSE = Duration.ofMillis(5);

    /// The delay after a replay before its state is dropped. By then most feeds have reached the versions of the
    /// replay.
    private static final Duration SETTLE_AFTER = Duration.ofSeconds(1);

    private final Ports ports;
    private final LiveSettings settings;
    private final LiveMetrics metrics;
    private final ConnectedUsers users;
    private final EventLoops loops;
    private final Background background;
    private final DataLossCheck dataLoss;
    private final SubscriptionLifecycle lifecycle;
    private final Presence presence;
    private final ConnectionServices services;
    private final NotificationBus.Subscription subscription;
    private final AtomicBoolean failed = new AtomicBoolean();
    private volatile boolean closing;
    private volatile boolean closed;

    /// Creates live delivery over stores that publish their commits to the bus of `ports`.
    ///
    /// @param sending stores the messages that connections send
    /// @param sends the limit that `sending` applies
    public LiveNode(Ports ports, SendMessage sending, SendLimit sends, LiveSettings settings, LiveMetrics metrics) {
        this.ports = ports;
        this.settings = settings;
        this.metrics = metrics;
        LiveStores stores = new LiveStores(ports.chats(), ports.chats(), ports.log(), ports.readStates());
        users = new ConnectedUsers(settings.memory().subscriptions(), ports.runtime(), this::evict);
        background = new Background(settings.compareEvery(), ports.runtime(), this::fail);
        dataLoss = new DataLossCheck(stores, background, this::reload);
        FeedContext context = new FeedContext(
                settings.largeGroupMembers(), settings.memory().events(), users, dataLoss::generation, ports.runtime());
        loops = new EventLoops(settings.loops(), context, this::fail);
        FeedRepair repair = new FeedRepair(stores, users, loops, background, metrics);
        FeedSubscriptions subscriptions = new FeedSubscriptions(stores.index(), users, loops, background, repair);
        lifecycle = new SubscriptionLifecycle(stores.index(), users, loops, subscriptions);
        presence = new Presence(stores.index(), loops, background);
        services = new ConnectionServices(
                stores,
                sending,
                sends,
                subscriptions,
                new Replays(settings.memory().replays(), ports.runtime()),
                settings,
                background);
        StoreComparison comparison =
                new StoreComparison(stores.index(), users, loops, background, repair, subscriptions, dataLoss);
        NotificationDispatch dispatch =
                new NotificationDispatch(users, loops, repair, comparison, dataLoss, presence, metrics);
        subscription = ports.bus().subscribe(dispatch::accept);
        background.repeat(settings.compareEvery(), comparison::compareAll);
    }

    @Override
    public LiveSession open(UserId userId, DeviceId deviceId, EventSink sink) {
        if (closing) {
            throw new EventSinkClosedException();
        }
        int before = dataLoss.generation();
        while (true) {
            ConnectedUser user = users.findOrAdd(userId);
            LiveConnection connection = new LiveConnection(user, deviceId, sink, services, new UserHost(user));
            Stay.Joined joined = user.stay().join(connection, settings.connectionsMax());
            if (joined.done()) {
                metrics.opened();
                joined.replaced().ifPresent(oldest -> oldest.disconnect(EventSink.CloseReason.REPLACED));
                if (closing) {
                    // `closeAll` may have run before this connection joined.
                    sink.close(EventSink.CloseReason.SHUTTING_DOWN);
                }
                if (before != dataLoss.generation()) {
                    retire(user);
                }
                return connection;
            }
            // This stay of the user has ended. The next round adds the user again, with a new stay.
            users.remove(user);
        }
    }

    /// This node as the connections of one user see it.
    private final class UserHost implements LiveConnection.Host {
        private final ConnectedUser user;

        UserHost(ConnectedUser user) {
            this.user = user;
        }

        @Override
        public boolean closing() {
            return closing;
        }

        @Override
        public void awaitSubscribed() {
            if (closed) {
                // The event loops may have ended before they completed the subscriptions of this user.
                SubscriptionLifecycle.cancel(user);
            }
            lifecycle.await(user);
        }

        @Override
        public void wentLive(LiveConnection connection) {
            presence.wentLive(user, connection);
            background.schedule(SETTLE_AFTER, () -> settle(user, connection));
        }

        /// Notifies the chat's members if the user is a member, as far as this node knows. No effect in a large group.
        @Override
        public void typing(ChatId chatId) {
            LoopFeeds feeds = loops.of(chatId);
            boolean unused = feeds.loop().offer(chatId, () -> {
                ChatFeed feed = feeds.find(chatId);
                if (feed != null && feed.has(user) && !feed.large()) {
                    ports.bus().publish(new Notification.Typing(chatId, user.id(), feed.version()));
                }
            });
        }

        @Override
        public void ended(LiveConnection connection) {
            if (user.stay().leave(connection, ports.runtime().instant())) {
                background.schedule(settings.offlineAfter(), () -> endStay(user));
            }
            metrics.closed();
        }
    }

    private void settle(ConnectedUser user, LiveConnection connection) {
        if (user.stay().all().contains(connection) && !connection.settle()) {
            background.schedule(settings.compareEvery(), () -> settle(user, connection));
        }
    }

    private void endStay(ConnectedUser user) {
        if (!user.stay().end()) {
            return;
        }
        users.remove(user);
        user.stay().goneSince().ifPresent(gone -> {
            ports.bus().publish(gone);
            presence.wentAway(user, gone.at());
        });
        lifecycle.unsubscribe(user);
    }

    /// Disconnects a user because their chats take the most memory. The work runs on a separate thread. The clients
    /// reconnect later.
    private void evict(ConnectedUser user) {
        metrics.evicted();
        background.start("live-evict", () -> {
            LOG.warn(
                    "event=user_evicted user={} chats={}",
                    user.id(),
                    user.chats().size());
            Optional<Notification.Gone> gone = user.stay().evict(ports.runtime().instant());
            users.remove(user);
            SubscriptionLifecycle.cancel(user);
            user.stay().all().forEach(connection -> connection.disconnect(EventSink.CloseReason.OVERLOADED));
            gone.ifPresent(last -> {
                Runnable partners = presence.wentAwayLater(user, last.at());
                background.schedule(settings.offlineAfter(), () -> notifyUnlessBack(last, partners));
            });
            lifecycle.unsubscribe(user);
        });
    }

    /// Reports that an evicted user is offline, unless a connection of the user has caught up since.
    private void notifyUnlessBack(Notification.Gone gone, Runnable partners) {
        ConnectedUser present = users.find(gone.userId());
        if (present == null || !present.stay().partnersNotified()) {
            ports.bus().publish(gone);
            partners.run();
        }
    }

    /// Ends live delivery after an error, closes all connections and reports the error. Only the first error is
    /// reported.
    private void fail(String component, Throwable error) {
        if (failed.compareAndSet(false, true)) {
            try {
                close();
            } catch (Throwable e) {
                error.addSuppressed(e);
            } finally {
                ports.fatalErrors().report(component, error);
            }
        }
    }

    @Override
    public String epoch() {
        String now = ports.chats().epoch();
        dataLoss.compareEpoch(now);
        return now;
    }

    /// Handles replaced data: drops all feeds and closes every connection, so that the clients load the new data.
    private void reload(String epoch, String evidence) {
        LOG.warn("event=data_replaced epoch={} evidence=\"{}\"", epoch, evidence);
        List.copyOf(users.all()).forEach(this::retire);
        loops.all().forEach(feeds -> feeds.loop().putForAllChats(feeds::forgetOtherData));
    }

    /// Removes a user and closes all connections of the user immediately. The clients reconnect, as after the shutdown
    /// of a node.
    private void retire(ConnectedUser user) {
        user.stay().retire();
        users.remove(user);
        SubscriptionLifecycle.cancel(user);
        user.stay().all().forEach(connection -> connection.disconnect(EventSink.CloseReason.SHUTTING_DOWN));
        lifecycle.unsubscribe(user);
    }

    @Override
    public boolean online(UserId userId) {
        return users.contains(userId);
    }

    @Override
    public Map<DeviceId, UserId> devices() {
        return users.devices();
    }

    @Override
    public void drain(Duration patience) {
        closing = true;
        awaitIdle(patience);
        closeAll();
    }

    /// Waits until every accepted request is answered. An interrupt does not end the wait.
    private void awaitIdle(Duration patience) {
        long until = ports.runtime().nanoTime() + patience.toNanos();
        boolean interrupted = false;
        while (ports.runtime().nanoTime() - until < 0 && !users.connections().allMatch(LiveConnection::idle)) {
            try {
                ports.runtime().sleep(DRAIN_PAUSE);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeAll() {
        users.connections().forEach(connection -> {
            try {
                connection.disconnect(EventSink.CloseReason.SHUTTING_DOWN);
            } catch (RuntimeException e) {
                LOG.error("event=close_failed", e);
            } catch (Throwable e) {
                // The other connections are closed nevertheless.
                fail("live-close", e);
            }
        });
    }

    @Override
    public void close() {
        closing = true;
        closed = true;
        subscription.close();
        background.stop();
        closeAll();
        background.close();
        loops.close();
        users.all().forEach(SubscriptionLifecycle::cancel);
    }
}
