package io.vestnik.application.live;

import io.vestnik.application.FatalErrors;
import io.vestnik.application.SendLimit;
import io.vestnik.application.bus.Notification;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.chat.Chat;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.LiveIndex;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvent.Versioned;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Live delivery on this node: the connected users, and the lanes with the feeds of their chats.
///
/// A user is seated in the feeds of their chats when their first connection opens. The seats are read from the store
/// after each lane has started to record versions (`beginSeating`). So every later commit reaches the feed, or is
/// recorded and read from the log when the seat is added.
final class Hub implements Live {
    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);
    /// By then most feeds have reached the versions of the replay.
    private static final Duration SETTLE_AFTER = Duration.ofSeconds(1);

    private final LiveStores stores;
    private final SendMessage sending;
    private final SendLimit sends;
    private final LiveSettings settings;
    private final LiveMetrics metrics;
    private final InstantSource clock;
    private final List<Lane> lanes = new ArrayList<>();
    private final Map<UserId, LiveUser> users = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer;
    private final Repairs repairs;
    private final Replays replays;
    private final Presences presences;
    private final NotificationBus bus;
    private final NotificationBus.Subscription subscription;
    private final FatalErrors fatal;
    private final AtomicBoolean failed = new AtomicBoolean();
    private final DataEpoch epoch = new DataEpoch();
    /// How often the data was found to be replaced. Feeds of earlier data are not found.
    private final AtomicInteger reloads = new AtomicInteger();
    private volatile boolean closing;
    private volatile boolean closed;

    Hub(
            LiveStores stores,
            SendMessage sending,
            SendLimit sends,
            NotificationBus bus,
            LiveSettings settings,
            LiveMetrics metrics,
            InstantSource clock,
            FatalErrors fatal) {
        this.stores = stores;
        this.sending = sending;
        this.sends = sends;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
        this.bus = bus;
        this.fatal = fatal;
        for (int i = 0; i < settings.lanes(); i++) {
            lanes.add(new Lane(i, settings.memory().events(), reloads::get, this::fail));
        }
        timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("live-timer").daemon().factory());
        replays = new Replays(settings.memory().replays());
        repairs = new Repairs(this, stores, metrics);
        presences = new Presences(this);
        subscription = bus.subscribe(this::hear);
        repeat(SendsInFlight.OVERDUE_AFTER, this::lookAfterOverdue);
        repeat(settings.compareEvery(), repairs::compareAll);
    }

    InstantSource clock() {
        return clock;
    }

    /// Whether this node is draining or closed and accepts nothing new.
    boolean closing() {
        return closing;
    }

    LiveStores stores() {
        return stores;
    }

    SendMessage sending() {
        return sending;
    }

    SendLimit sends() {
        return sends;
    }

    /// A monotonic clock, in nanoseconds.
    LongSupplier nanoTime() {
        return System::nanoTime;
    }

    LiveSettings settings() {
        return settings;
    }

    Replays replays() {
        return replays;
    }

    List<Lane> lanes() {
        return lanes;
    }

    Lane laneOf(ChatId chatId) {
        return lanes.get(Math.floorMod(chatId.value().hashCode(), lanes.size()));
    }

    @Nullable
    LiveUser find(UserId userId) {
        return users.get(userId);
    }

    Collection<LiveUser> users() {
        return users.values();
    }

    @Override
    public LiveSession open(UserId userId, DeviceId deviceId, EventSink sink) {
        if (closing) {
            throw new EventSinkClosedException();
        }
        int before = reloads.get();
        while (true) {
            LiveUser user = users.computeIfAbsent(userId, LiveUser::new);
            Session session = new Session(this, user, deviceId, sink);
            LiveUser.Joined joined = user.join(session, settings.connectionsMax());
            if (joined.done()) {
                metrics.opened();
                joined.replaced().ifPresent(oldest -> oldest.sink.close(EventSink.CloseReason.REPLACED));
                if (closing) {
                    // `closeAll` may have run before this session joined.
                    sink.close(EventSink.CloseReason.SHUTTING_DOWN);
                }
                if (before != reloads.get()) {
                    retire(user);
                }
                return session;
            }
            // The user's stay has ended; the entry is about to be removed.
            users.remove(userId, user);
        }
    }

    /// Returns when the session's user is seated in all their chats; the first session to call does the seating.
    void awaitSeated(Session session) {
        LiveUser user = session.user;
        if (user.beginSeating()) {
            seat(user);
        }
        if (closed) {
            // The lanes that were to seat this user may have ended first.
            user.seated.completeExceptionally(new EventSinkClosedException());
        }
        try {
            user.seated.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void seat(LiveUser user) {
        lanes.forEach(Lane::putBeginSeating);
        try {
            Map<Lane, List<LiveIndex.Snapshot>> byLane = new HashMap<>();
            for (LiveIndex.Snapshot seat : stores.chats().snapshots(user.id)) {
                byLane.computeIfAbsent(laneOf(seat.chat().id()), k -> new ArrayList<>())
                        .add(seat);
            }
            Countdown countdown = new Countdown(lanes.size(), () -> user.seated.complete(null));
            for (Lane lane : lanes) {
                List<LiveIndex.Snapshot> seats = byLane.getOrDefault(lane, List.of());
                lane.putForAllChats(() -> {
                    seats.forEach(seat -> take(lane, user, seat));
                    lane.endSeating();
                    countdown.down();
                });
            }
        } catch (RuntimeException e) {
            lanes.forEach(Lane::putEndSeating);
            users.remove(user.id, user);
            user.seated.completeExceptionally(e);
        }
    }

    /// Seats a user in a feed, on its lane, unless the user's stay has ended.
    void take(Lane lane, LiveUser user, LiveIndex.Snapshot seat) {
        if (find(user.id) != user) {
            return;
        }
        ChatId chatId = seat.chat().id();
        Feed feed = lane.find(chatId);
        if (feed == null) {
            feed = new Feed(
                    seat.chat(), seat.chat().version(), seat.marksVersion().value(), settings, this::find);
            lane.add(feed);
            feed.seat(user, seat.member());
            if (lane.heard(chatId) > feed.version()) {
                repairs.repair(lane, feed);
            }
        } else {
            boolean stale = feed.version() > seat.chat().version().value();
            feed.seat(user, seat.member());
            if (stale) {
                // The feed has advanced since the seat was read, perhaps by a removal.
                repairs.confirm(lane, feed, user);
            }
        }
    }

    /// Reconciles a feed with a replay that reported to one connection that its user left.
    void reconcile(Session session, ChatId chatId) {
        Lane lane = laneOf(chatId);
        lane.put(chatId, () -> repairs.reconcile(lane, session, chatId));
    }

    /// Checks whether a user is still a member of a chat after one of their connections withheld a removal.
    void verify(Session session, ChatId chatId) {
        repairs.verify(laneOf(chatId), session, chatId);
    }

    void wentLive(Session session) {
        presences.wentLive(session);
        if (!session.awaited().isEmpty()) {
            schedule(SETTLE_AFTER, () -> settle(session));
        }
    }

    /// Drops a session's replay state of each chat whose feed has caught up with it.
    private void settle(Session session) {
        for (ChatId chatId : session.awaited()) {
            Lane lane = laneOf(chatId);
            lane.offer(chatId, () -> {
                Feed feed = lane.find(chatId);
                // Without a seat, the user is yet to be seated, with a snapshot of the chat at that time.
                if (feed != null && feed.seatOf(session.userId) != null) {
                    session.reached(chatId, feed.version());
                }
            });
        }
        schedule(settings.compareEvery(), () -> recheck(session));
    }

    private void recheck(Session session) {
        if (!session.awaited().isEmpty() && List.of(session.user.sessions()).contains(session)) {
            settle(session);
        }
    }

    void left(Session session) {
        LiveUser user = session.user;
        if (user.leave(session, clock.instant())) {
            schedule(settings.offlineAfter(), () -> letGo(user));
        }
        metrics.closed();
    }

    private void letGo(LiveUser user) {
        if (!user.letGo()) {
            return;
        }
        users.remove(user.id, user);
        user.goneSince().ifPresent(gone -> {
            bus.publish(gone);
            presences.wentAway(user, gone.at());
        });
        // After this task no lane finds the user; seats that a lane was about to add meanwhile are removed too.
        for (Lane lane : lanes) {
            lane.putForAllChats(() -> user.seats().stream()
                    .filter(seat -> laneOf(seat.feed.chatId) == lane)
                    .forEach(seat -> {
                        seat.feed.unseat(seat);
                        lane.removeIfEmpty(seat.feed);
                    }));
        }
    }

    /// Runs a task after the pending tasks of a chat's lane, or at once if that lane accepts no more tasks.
    void onLane(ChatId chatId, Runnable task) {
        if (!laneOf(chatId).offer(chatId, task)) {
            task.run();
        }
    }

    /// Runs a task once the present version of a message was delivered to a session; at once if the session gets no
    /// events of the chat.
    void afterShown(Session session, Message message, Runnable task) {
        Lane lane = laneOf(message.chatId());
        if (!lane.offer(message.chatId(), () -> {
            Feed feed = lane.find(message.chatId());
            if (feed == null || feed.seatOf(session.userId) == null) {
                task.run();
            } else if (feed.after(message.version(), task)) {
                repairs.repairLater(lane, feed);
            }
        })) {
            task.run();
        }
    }

    /// Recovers a message that a session sent and whose event was not delivered to it in time.
    void lookAfter(Session session, SendsInFlight.InFlight send) {
        Message message = send.message();
        Lane lane = laneOf(message.chatId());
        lane.offer(message.chatId(), () -> {
            Feed feed = lane.find(message.chatId());
            if (feed == null || feed.seatOf(session.userId) == null) {
                // Notifications of the chat may have been lost.
                repairs.admit(lane, message.chatId(), session.user, () -> session.answerLate(send));
            } else if (feed.version() < message.version().value()) {
                repairs.repair(lane, feed);
            } else {
                session.answerLate(send);
            }
        });
    }

    void schedule(Duration delay, Runnable task) {
        if (!closing) {
            Future<?> unused = timer.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void repeat(Duration every, Runnable task) {
        Future<?> unused =
                timer.scheduleWithFixedDelay(guarded(task), every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// An exception in a task is logged and the task is repeated as scheduled; an `Error` ends live delivery.
    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("event=timer_task_failed", e);
            } catch (Throwable e) {
                fail("live-timer", e);
            }
        };
    }

    /// Runs a task on a thread of its own; an `Error` in it ends live delivery.
    void start(String name, Runnable task) {
        Thread.ofVirtual().name(name).start(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("event=task_failed name={}", name, e);
            } catch (Throwable e) {
                fail(name, e);
            }
        });
    }

    /// Ends live delivery after an error, closes all connections and reports the error. Only the first error is
    /// reported.
    void fail(String component, Throwable error) {
        if (failed.compareAndSet(false, true)) {
            try {
                close();
            } catch (Throwable e) {
                error.addSuppressed(e);
            } finally {
                fatal.report(component, error);
            }
        }
    }

    void typing(ChatId chatId, UserId userId) {
        Lane lane = laneOf(chatId);
        lane.offer(chatId, () -> {
            Feed feed = lane.find(chatId);
            if (feed != null && feed.seatOf(userId) != null && !feed.large()) {
                bus.publish(new Notification.Typing(chatId, userId));
            }
        });
    }

    private void hear(Notification notification) {
        switch (notification) {
            case Notification.Committed(ChatEvent event) -> {
                Lane lane = laneOf(event.chatId());
                long heard = System.nanoTime();
                if (!lane.offer(
                        event.chatId(),
                        () -> {
                            accept(lane, event);
                            metrics.shown(System.nanoTime() - heard);
                        },
                        Weight.of(event))) {
                    metrics.dropped();
                    repairs.compareSoon();
                }
            }
            case Notification.Uncertain(ChatId chatId) -> repairs.look(chatId);
            case Notification.Interrupted() -> repairs.compareSoon();
            case Notification.Typing(ChatId chatId, UserId userId) -> {
                Lane lane = laneOf(chatId);
                lane.offer(
                        chatId,
                        () -> Optional.ofNullable(lane.find(chatId)).ifPresent(feed -> feed.showTyping(userId)));
            }
            case Notification.DeviceEnded(UserId userId, DeviceId deviceId) ->
                close(userId, deviceId, EventSink.CloseReason.DEVICE_REVOKED);
            case Notification.LoginReplaced(UserId userId, DeviceId deviceId) ->
                close(userId, deviceId, EventSink.CloseReason.TOKEN_EXPIRED);
            case Notification.Gone ignored -> {}
            case Notification.Renamed renamed -> presences.renamed(renamed);
        }
    }

    private void close(UserId userId, DeviceId deviceId, EventSink.CloseReason why) {
        LiveUser user = find(userId);
        if (user != null) {
            for (Session session : user.sessions()) {
                if (session.deviceId.equals(deviceId)) {
                    session.sink.close(why);
                }
            }
        }
    }

    /// Passes an event to its feed, on the lane. Without a feed no member is connected to this node, unless the event
    /// adds one.
    private void accept(Lane lane, ChatEvent event) {
        Feed feed = lane.find(event.chatId());
        switch (event) {
            case ChatEvent.ChatClosed ignored -> {
                if (feed != null) {
                    feed.close();
                    lane.removeIfEmpty(feed);
                } else {
                    // The seat of a member who is being seated may have been read before the deletion: the recorded
                    // version makes the feed read the log.
                    lane.hear(event.chatId(), Long.MAX_VALUE);
                }
            }
            case ChatEvent.MarksMoved moved -> {
                if (feed != null && feed.accept(moved)) {
                    repairs.marks(lane, feed);
                }
            }
            case Versioned versioned -> {
                lane.hear(versioned.chatId(), versioned.version().value());
                Feed present = feed != null ? feed : openedBy(lane, versioned);
                if (present != null) {
                    if (versioned instanceof ChatEvent.MessagePosted
                            && versioned.version().value() <= present.version()) {
                        // A duplicate notification, or the database has lost a delivered commit.
                        repairs.doubt(lane, present);
                    }
                    if (present.accept(versioned)) {
                        repairs.repairLater(lane, present);
                    }
                    presences.mayHaveMet(present, versioned);
                    lane.removeIfEmpty(present);
                }
            }
        }
    }

    private @Nullable Feed openedBy(Lane lane, Versioned event) {
        List<UserId> incoming = switch (event) {
            case ChatEvent.ChatOpened opened ->
                opened.members().stream().map(Member::userId).toList();
            case ChatEvent.MembersChanged changed -> changed.added();
            case ChatEvent.MessagePosted ignored -> List.of();
            case ChatEvent.MessageChanged ignored -> List.of();
            case ChatEvent.ChatRetitled ignored -> List.of();
        };
        if (incoming.stream().noneMatch(users::containsKey)) {
            return null;
        }
        Feed feed = switch (event) {
            case ChatEvent.ChatOpened opened -> feedBefore(opened.chat(), event);
            case ChatEvent.MembersChanged changed -> feedBefore(changed.chat(), event);
            case ChatEvent.MessagePosted ignored -> throw new IllegalStateException("adds no member");
            case ChatEvent.MessageChanged ignored -> throw new IllegalStateException("adds no member");
            case ChatEvent.ChatRetitled ignored -> throw new IllegalStateException("adds no member");
        };
        lane.add(feed);
        return feed;
    }

    private Feed feedBefore(Chat chat, Versioned event) {
        return new Feed(chat, new ChatVersion(event.version().value() - 1), 0, settings, this::find);
    }

    private void lookAfterOverdue() {
        long now = nanoTime().getAsLong();
        for (LiveUser user : users.values()) {
            for (Session session : user.sessions()) {
                session.lookAfterOverdue(now);
            }
        }
    }

    @Override
    public String epoch() {
        String now = stores.chats().epoch();
        if (epoch.changes(now)) {
            reload("epoch=" + now);
        }
        return now;
    }

    /// The data was replaced: drops all feeds and closes every connection, so that the clients load the new data.
    void reload(String why) {
        LOG.warn("event=data_replaced {} connections are closed", why);
        reloads.incrementAndGet();
        List.copyOf(users.values()).forEach(this::retire);
        lanes.forEach(lane -> lane.putForAllChats(lane::forgetOtherData));
    }

    /// Ends a user's stay at once. The clients reconnect as if to another node.
    private void retire(LiveUser user) {
        user.retire();
        users.remove(user.id, user);
        user.seated.completeExceptionally(new EventSinkClosedException());
        for (Session session : user.sessions()) {
            session.sink.close(EventSink.CloseReason.SHUTTING_DOWN);
        }
    }

    @Override
    public boolean online(UserId userId) {
        return users.containsKey(userId);
    }

    @Override
    public Map<DeviceId, UserId> devices() {
        Map<DeviceId, UserId> connected = new HashMap<>();
        for (LiveUser user : users.values()) {
            for (Session session : user.sessions()) {
                connected.put(session.deviceId, user.id);
            }
        }
        return connected;
    }

    @Override
    public void drain(Duration patience) {
        closing = true;
        long until = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < until && !allIdle()) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        closeAll();
    }

    private boolean allIdle() {
        return users.values().stream()
                .flatMap(user -> Arrays.stream(user.sessions()))
                .allMatch(Session::idle);
    }

    private void closeAll() {
        for (LiveUser user : users.values()) {
            for (Session session : user.sessions()) {
                try {
                    session.sink.close(EventSink.CloseReason.SHUTTING_DOWN);
                } catch (RuntimeException e) {
                    LOG.error("event=close_failed", e);
                } catch (Throwable e) {
                    // The other connections are closed nevertheless.
                    fail("live-close", e);
                }
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        closed = true;
        subscription.close();
        closeAll();
        timer.shutdownNow();
        lanes.forEach(Lane::close);
        users.values().forEach(user -> user.seated.completeExceptionally(new EventSinkClosedException()));
    }

    /// Runs a task when several lanes have done their part.
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
