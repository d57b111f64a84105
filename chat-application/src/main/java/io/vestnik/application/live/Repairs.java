package io.vestnik.application.live;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.LiveIndex;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Changes;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Detects missed notifications and reads the changes from the store, on threads of its own, so that no lane ever
/// waits.
///
/// A store that does not answer is queried again until it does.
final class Repairs {
    private static final Logger LOG = LoggerFactory.getLogger(Repairs.class);
    /// When to check a chat after a commit of unknown outcome: at once, and again for a commit that the database was
    /// still processing when the connection broke.
    private static final List<Duration> LOOKS = List.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(5));
    /// The notification of a commit follows at once; one still missing after this time was lost.
    private static final Duration NOTICE_DUE = Duration.ofSeconds(1);

    /// A message in the log was committed, so the store is about to answer its sender. As long as a send may wait for
    /// the lock of its chat.
    private static final Duration DECIDED_WITHIN = Duration.ofSeconds(5);

    private final Hub hub;
    private final LiveStores stores;
    private final LiveMetrics metrics;
    private final AtomicBoolean comparing = new AtomicBoolean();

    Repairs(Hub hub, LiveStores stores, LiveMetrics metrics) {
        this.hub = hub;
        this.stores = stores;
        this.metrics = metrics;
    }

    /// Repairs a feed with a missing version, unless the version arrives within a moment. On the feed's lane.
    void repairLater(Lane lane, Feed feed) {
        if (feed.repairing) {
            return;
        }
        feed.repairing = true;
        hub.schedule(
                LiveSettings.HOLD,
                () -> lane.put(feed.chatId, () -> {
                    feed.repairing = false;
                    if (feed.waiting()) {
                        repair(lane, feed);
                    }
                }));
    }

    /// Checks whether the store is behind a feed, as after a failover that lost commits. If so, all data is loaded
    /// anew. On the feed's lane.
    void doubt(Lane lane, Feed feed) {
        if (feed.doubted) {
            return;
        }
        feed.doubted = true;
        hub.schedule(
                NOTICE_DUE,
                () -> lane.put(feed.chatId, () -> {
                    feed.doubted = false;
                    // Taken before the read: every delivered version was committed, so a store that has not lost it
                    // returns it.
                    long shown = feed.version();
                    if (lane.find(feed.chatId) == feed) {
                        read(() -> look(feed.chatId, shown));
                    }
                }));
    }

    private void look(ChatId chatId, long shown) {
        Optional<Changes> changes = stores.log().changesForRepair(chatId, new ChatVersion(shown), 1);
        if (changes.isPresent() && changes.get().upTo().value() < shown) {
            hub.reload(String.format(
                    Locale.ROOT,
                    "chat=%s version=%d shown=%d",
                    chatId,
                    changes.get().upTo().value(),
                    shown));
        }
    }

    /// Brings a feed up to the log. On the feed's lane.
    void repair(Lane lane, Feed feed) {
        if (feed.repairing) {
            return;
        }
        feed.repairing = true;
        metrics.repaired();
        ChatVersion after = new ChatVersion(feed.version());
        read(() -> {
            Optional<Changes> changes = stores.log().changesForRepair(feed.chatId, after, LiveSettings.REPAIR_ROWS);
            List<Newcomer> newcomers = changes.map(this::newcomers).orElse(List.of());
            changes.ifPresent(this::awaitOwnSends);
            lane.put(feed.chatId, () -> apply(lane, feed, changes, newcomers));
        });
    }

    private void apply(Lane lane, Feed feed, Optional<Changes> changes, List<Newcomer> newcomers) {
        feed.repairing = false;
        if (lane.find(feed.chatId) != feed) {
            // All its users left meanwhile; a user who returns starts from a snapshot of the chat.
            return;
        }
        if (changes.isEmpty()) {
            feed.close();
            lane.removeIfEmpty(feed);
            return;
        }
        feed.repair(changes.get().events(), changes.get().upTo());
        newcomers.forEach(newcomer -> feed.admit(newcomer.user(), newcomer.view()));
        lane.removeIfEmpty(feed);
        if (!changes.get().complete()) {
            repair(lane, feed);
        } else if (feed.waiting()) {
            repairLater(lane, feed);
        }
    }

    /// Waits until the store has answered the sends that may have made these messages. The log does not contain the
    /// attempt that stored a message, and the answer to that attempt takes the place of the event.
    private void awaitOwnSends(Changes changes) {
        Set<UserId> authors = changes.events().stream()
                .filter(ChatEvent.MessageChanged.class::isInstance)
                .map(event -> ((ChatEvent.MessageChanged) event).message().senderId())
                .collect(Collectors.toSet());
        changes.events().stream()
                .findFirst()
                .ifPresent(event -> authors.forEach(author -> awaitSends(event.chatId(), author)));
    }

    private void awaitSends(ChatId chatId, UserId author) {
        LiveUser user = hub.find(author);
        if (user == null) {
            return;
        }
        CompletableFuture<?>[] undecided = Arrays.stream(user.sessions())
                .flatMap(session -> session.undecided(chatId).stream())
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(undecided)
                .completeOnTimeout(null, DECIDED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /// A user connected to this node who may have joined by a missed change.
    private record Newcomer(LiveUser user, ChatView view) {}

    private List<Newcomer> newcomers(Changes changes) {
        List<Newcomer> found = new ArrayList<>();
        for (ChatEvent.Versioned event : changes.events()) {
            if (event instanceof ChatEvent.MembersChanged changed) {
                for (Member member : changed.members()) {
                    LiveUser user = hub.find(member.userId());
                    if (member.present() && user != null) {
                        view(changed.chatId(), user).ifPresent(view -> found.add(new Newcomer(user, view)));
                    }
                }
            }
        }
        return found;
    }

    private Optional<ChatView> view(ChatId chatId, LiveUser user) {
        return switch (stores.chats().find(chatId, user.id)) {
            case Outcome.Done<ChatView>(ChatView view) -> Optional.of(view);
            case Outcome.Refused<ChatView> ignored -> Optional.empty();
        };
    }

    /// Checks that a user who took a seat in an advanced feed is a member of the chat. On the feed's lane.
    void confirm(Lane lane, Feed feed, LiveUser user) {
        long at = feed.version();
        read(() -> {
            List<LiveIndex.Snapshot> seats = stores.chats().snapshotsIn(feed.chatId, Set.of(user.id));
            lane.put(feed.chatId, () -> {
                Seat seat = feed.seatOf(user.id);
                if (seat == null || !seats.isEmpty()) {
                    return;
                }
                if (feed.version() != at) {
                    confirm(lane, feed, user);
                } else {
                    feed.dismiss(seat);
                    lane.removeIfEmpty(feed);
                }
            });
        });
    }

    /// Reconciles a feed with a replay that reported to a connection that its user left. The feed may not know of it,
    /// or may already know that the user rejoined. Ends the seat, or sends the connection a snapshot of the chat. On
    /// the chat's lane.
    void reconcile(Lane lane, Session session, ChatId chatId) {
        Feed feed = lane.find(chatId);
        if (feed == null || feed.seatOf(session.userId) == null) {
            session.leftBehind(chatId);
            return;
        }
        long at = feed.version();
        read(() -> {
            Optional<ChatView> view = view(chatId, session.user);
            awaitSends(chatId, session.userId);
            lane.put(chatId, () -> {
                Feed present = lane.find(chatId);
                Seat seat = present == null ? null : present.seatOf(session.userId);
                if (present == null || seat == null || !session.absentFrom(chatId)) {
                    session.leftBehind(chatId);
                } else if (view.isPresent()) {
                    ChatVersion shown = new ChatVersion(present.version());
                    session.show(new EncodedEvent(
                            new LiveEvent.ChatEntry(chatId, shown, view.get().at(shown))));
                } else if (present.version() != at) {
                    reconcile(lane, session, chatId);
                } else {
                    present.dismiss(seat);
                    lane.removeIfEmpty(present);
                }
            });
        });
    }

    /// Checks a removal that a connection withheld because its replay was ahead of the feed. Delivers the removal to it
    /// only if the user is not in the chat; otherwise seats the user again.
    void verify(Lane lane, Session session, ChatId chatId) {
        admit(lane, chatId, session.user, () -> session.showRemoval(new LiveEvent.Removal(chatId, ChatVersion.NONE)));
    }

    /// Reads the marks of the users seated in a feed. On the feed's lane.
    void marks(Lane lane, Feed feed) {
        Set<UserId> seated = feed.seats().users();
        read(() -> {
            List<LiveIndex.Snapshot> seats = stores.chats().snapshotsIn(feed.chatId, seated);
            lane.put(
                    feed.chatId,
                    () -> seats.forEach(seat ->
                            feed.repairMarks(seat.member(), seat.marksVersion().value())));
        });
    }

    /// Checks a chat after a commit of unknown outcome.
    void look(ChatId chatId) {
        Lane lane = hub.laneOf(chatId);
        for (Duration delay : LOOKS) {
            hub.schedule(
                    delay,
                    () -> lane.put(chatId, () -> {
                        Feed feed = lane.find(chatId);
                        if (feed != null) {
                            repair(lane, feed);
                            marks(lane, feed);
                        }
                    }));
        }
    }

    /// Schedules a comparison of everything with the store; many requests become one.
    void compareSoon() {
        if (comparing.compareAndSet(false, true)) {
            hub.schedule(NOTICE_DUE, () -> {
                comparing.set(false);
                compareAll();
            });
        }
    }

    /// Compares the delivered state with the store: the chats' versions, their marks and their members.
    void compareAll() {
        List<LiveUser> people = new ArrayList<>(hub.users());
        read(() -> {
            // This also reads the epoch: if it changed, all data is loaded anew.
            hub.epoch();
            for (int from = 0; from < people.size(); from += LiveSettings.COMPARE_PEOPLE) {
                int to = Math.min(people.size(), from + LiveSettings.COMPARE_PEOPLE);
                compare(people.subList(from, to));
            }
        });
    }

    private void compare(List<LiveUser> people) {
        Set<SeatName> standing = new HashSet<>();
        Map<Lane, List<LiveIndex.Versions>> byLane = new HashMap<>();
        for (LiveIndex.Versions now :
                stores.chats().versions(people.stream().map(user -> user.id).toList())) {
            standing.add(new SeatName(now.userId(), now.chatId()));
            byLane.computeIfAbsent(hub.laneOf(now.chatId()), k -> new ArrayList<>())
                    .add(now);
        }
        byLane.forEach((lane, standings) -> lane.putForAllChats(() -> {
            // A missing version may still be on its way; one that is missing a moment later was lost.
            for (LiveIndex.Versions now : standings) {
                Feed feed = lane.find(now.chatId());
                if (feed != null && feed.version() > now.version().value()) {
                    doubt(lane, feed);
                }
            }
            List<LiveIndex.Versions> behind =
                    standings.stream().filter(now -> behind(lane, now)).toList();
            if (!behind.isEmpty()) {
                hub.schedule(NOTICE_DUE, () -> lane.putForAllChats(() -> behind.forEach(now -> repairSeat(lane, now))));
            }
        }));
        for (LiveUser user : people) {
            for (Seat seat : user.seats()) {
                if (!standing.contains(new SeatName(user.id, seat.feed.chatId))) {
                    Lane lane = hub.laneOf(seat.feed.chatId);
                    lane.put(seat.feed.chatId, () -> confirm(lane, seat.feed, user));
                }
            }
        }
    }

    private record SeatName(UserId userId, ChatId chatId) {}

    private boolean behind(Lane lane, LiveIndex.Versions now) {
        LiveUser user = hub.find(now.userId());
        if (user == null || !user.seated.isDone()) {
            return false;
        }
        Feed feed = lane.find(now.chatId());
        return feed == null
                || feed.seatOf(now.userId()) == null
                || feed.version() < now.version().value()
                || feed.marksVersion() < now.marksVersion().value();
    }

    private void repairSeat(Lane lane, LiveIndex.Versions now) {
        LiveUser user = hub.find(now.userId());
        if (user == null || !behind(lane, now)) {
            return;
        }
        LOG.info(
                "event=missed_news chat={} user={} version={}",
                now.chatId(),
                now.userId(),
                now.version().value());
        Feed feed = lane.find(now.chatId());
        if (feed == null || feed.seatOf(now.userId()) == null) {
            admit(lane, now.chatId(), user, () -> {});
        } else if (feed.version() < now.version().value()) {
            repair(lane, feed);
        }
        if (feed != null && feed.marksVersion() < now.marksVersion().value()) {
            marks(lane, feed);
        }
    }

    /// Seats a user without a seat and delivers a snapshot of the chat.
    ///
    /// @param notIn runs on the lane if the user is not in the chat
    void admit(Lane lane, ChatId chatId, LiveUser user, Runnable notIn) {
        read(() -> {
            List<LiveIndex.Snapshot> seats = stores.chats().snapshotsIn(chatId, Set.of(user.id));
            Optional<ChatView> view = view(chatId, user);
            awaitSends(chatId, user.id);
            lane.put(chatId, () -> {
                Feed present = lane.find(chatId);
                if (present != null && present.seatOf(user.id) != null) {
                    return;
                }
                if (view.isEmpty()) {
                    notIn.run();
                    return;
                }
                seats.forEach(seat -> hub.take(lane, user, seat));
                Feed feed = lane.find(chatId);
                if (feed != null) {
                    feed.showEntry(user, view.get());
                }
            });
        });
    }

    /// Runs a read of the store on a thread of its own; retries after a pause while the store does not answer.
    private void read(Runnable read) {
        hub.start("live-repair", () -> {
            try {
                read.run();
            } catch (StoreUnavailableException e) {
                LOG.warn("event=repair_delayed cause=\"{}\"", e.getMessage());
                hub.schedule(LiveSettings.RETRY_AFTER, () -> read(read));
            } catch (RuntimeException e) {
                LOG.error("event=repair_failed", e);
                hub.schedule(hub.settings().compareEvery(), () -> read(read));
            }
        });
    }
}
