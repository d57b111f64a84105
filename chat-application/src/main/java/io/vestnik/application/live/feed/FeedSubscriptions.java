package io.vestnik.application.live.feed;

import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.LiveIndex;
import io.vestnik.domain.read.MarksVersion;
import io.vestnik.domain.user.UserId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Adds and removes subscriptions to feeds, and passes each answer to the feed whose version it waits for.
public final class FeedSubscriptions {
    private final LiveIndex index;
    private final Viewers viewers;
    private final EventLoops loops;
    private final Background background;
    private final FeedRepair repair;

    /// @param viewers the connected users
    public FeedSubscriptions(
            LiveIndex index, Viewers viewers, EventLoops loops, Background background, FeedRepair repair) {
        this.index = index;
        this.viewers = viewers;
        this.loops = loops;
        this.background = background;
        this.repair = repair;
    }

    /// A connection whose replay reported that its user has left a chat. The connection withholds the events of the
    /// chat, until an event or a snapshot reports that the user has rejoined.
    public interface Departed {
        /// Whether the connection still withholds the events.
        boolean withholds();

        /// Reports that the user is not subscribed.
        void unsubscribed();

        /// Reports that the user is a member again. Delivers a snapshot of the chat; events after the snapshot are not
        /// withheld.
        void rejoined(EncodedEvent entry);
    }

    /// Subscribes a user to a chat. No-op if the user is no longer connected. Called on the chat's loop.
    public void subscribe(LoopFeeds feeds, Viewer viewer, LiveIndex.Snapshot snapshot) {
        if (!viewers.stays(viewer)) {
            return;
        }
        ChatId chatId = snapshot.chat().id();
        ChatVersion known = snapshot.chat().version();
        ChatFeed feed = feeds.find(chatId);
        if (feed == null) {
            open(feeds, viewer, snapshot);
        } else {
            boolean stale = feed.version().isAfter(known);
            feed.subscribe(viewer, snapshot.member());
            if (stale) {
                // The feed has advanced since the snapshot was read, perhaps by the removal of this user.
                unsubscribeIfGone(chatId, viewer);
            }
        }
    }

    /// Adds a feed with its first subscriber. The feed begins before the versions for which answers wait, so that each
    /// answer can still take the place of its event.
    private void open(LoopFeeds feeds, Viewer viewer, LiveIndex.Snapshot snapshot) {
        ChatId chatId = snapshot.chat().id();
        ChatVersion known = snapshot.chat().version();
        List<LoopFeeds.WaitingForFeed> waiting = feeds.takeWaiting(chatId);
        ChatVersion from = known;
        for (LoopFeeds.WaitingForFeed each : waiting) {
            if (!each.version().isAfter(from)) {
                from = each.version().previous();
            }
        }
        ChatFeed feed = feeds.add(snapshot.chat(), from, snapshot.marksVersion());
        feed.subscribe(viewer, snapshot.member());
        waiting.forEach(each -> feed.after(each.version(), each.answer()));
        if (known.isAfter(from) || feeds.published(chatId).isAfter(from)) {
            repair.resync(feeds, feed);
        } else {
            repair.check(feeds, feed);
        }
    }

    /// Ends a user's subscription if the user is no longer a member. Called on the chat's loop.
    public void unsubscribeIfGone(ChatId chatId, Viewer viewer) {
        LoopFeeds feeds = loops.of(chatId);
        ChatFeed feed = feeds.find(chatId);
        if (feed == null || !feed.has(viewer)) {
            return;
        }
        ChatVersion at = feed.version();
        background.read(() -> {
            boolean gone = index.snapshotsIn(chatId, Set.of(viewer.id())).isEmpty();
            feeds.loop().put(chatId, () -> {
                if (gone && feeds.find(chatId) == feed && feed.has(viewer)) {
                    if (feed.version().equals(at)) {
                        feed.removeMember(viewer);
                        feeds.removeIfEmpty(feed);
                    } else {
                        unsubscribeIfGone(chatId, viewer);
                    }
                }
            });
        });
    }

    /// Subscribes a member whose join was missed, and delivers a snapshot of the chat. No-op if the user is subscribed.
    /// Called on any thread.
    ///
    /// @param notMember runs on the chat's loop if the user is not a member
    public void subscribeMissing(ChatId chatId, Viewer viewer, Runnable notMember) {
        LoopFeeds feeds = loops.of(chatId);
        background.read(() -> {
            // A change that is committed after these reads is recorded, so the new feed reads it from the log.
            feeds.putBeginSubscribing();
            try {
                List<LiveIndex.Snapshot> snapshots = index.snapshotsIn(chatId, Set.of(viewer.id()));
                Optional<ChatView> view = repair.view(chatId, viewer.id());
                repair.awaitSends(chatId, viewer.id());
                feeds.loop().put(chatId, () -> {
                    subscribeMissing(feeds, chatId, viewer, snapshots, view, notMember);
                    feeds.endSubscribing();
                });
            } catch (RuntimeException e) {
                feeds.putEndSubscribing();
                throw e;
            }
        });
    }

    private void subscribeMissing(
            LoopFeeds feeds,
            ChatId chatId,
            Viewer viewer,
            List<LiveIndex.Snapshot> snapshots,
            Optional<ChatView> view,
            Runnable notMember) {
        ChatFeed present = feeds.find(chatId);
        if (present != null && present.has(viewer)) {
            return;
        }
        if (view.isPresent() && !snapshots.isEmpty()) {
            subscribe(feeds, viewer, snapshots.getFirst());
            ChatFeed feed = feeds.find(chatId);
            if (feed != null && feed.has(viewer)) {
                feed.enter(viewer, view.get());
            } else {
                // The user is no longer connected.
                giveUnsubscribed(feeds, chatId, viewer.id());
            }
        } else {
            giveUnsubscribed(feeds, chatId, viewer.id());
            notMember.run();
        }
    }

    private static void giveUnsubscribed(LoopFeeds feeds, ChatId chatId, UserId userId) {
        feeds.takeWaiting(chatId, userId).forEach(Answer::giveUnsubscribed);
        ChatFeed feed = feeds.find(chatId);
        if (feed != null) {
            feed.takeAnswers(userId).forEach(Answer::giveUnsubscribed);
        }
    }

    /// Reconciles a feed with the replay of `connection`, which reported that the user has left the chat. The feed may
    /// not have delivered the departure yet, or may already have delivered that the user rejoined. Called on any
    /// thread.
    public void reconcile(ChatId chatId, Viewer viewer, Departed connection) {
        LoopFeeds feeds = loops.of(chatId);
        feeds.loop().put(chatId, () -> reconcile(feeds, chatId, viewer, connection));
    }

    /// Like [#reconcile(ChatId, Viewer, Departed)], but never waits, so the loop itself may call it.
    public void reconcileLater(ChatId chatId, Viewer viewer, Departed connection) {
        LoopFeeds feeds = loops.of(chatId);
        boolean unused = feeds.loop().add(chatId, () -> reconcile(feeds, chatId, viewer, connection));
    }

    private void reconcile(LoopFeeds feeds, ChatId chatId, Viewer viewer, Departed connection) {
        ChatFeed feed = feeds.find(chatId);
        if (feed == null || !feed.hasUser(viewer.id())) {
            connection.unsubscribed();
            return;
        }
        ChatVersion at = feed.version();
        background.read(() -> {
            Optional<ChatView> view = repair.view(chatId, viewer.id());
            repair.awaitSends(chatId, viewer.id());
            feeds.loop().put(chatId, () -> {
                ChatFeed present = feeds.find(chatId);
                if (present == null || !present.hasUser(viewer.id()) || !connection.withholds()) {
                    connection.unsubscribed();
                } else if (view.isPresent()) {
                    ChatVersion shown = present.version();
                    connection.rejoined(new EncodedEvent(
                            new LiveEvent.ChatEntry(chatId, shown, view.get().at(shown))));
                } else if (present.version().equals(at)) {
                    present.removeMember(viewer);
                    feeds.removeIfEmpty(present);
                } else {
                    reconcile(feeds, chatId, viewer, connection);
                }
            });
        });
    }

    /// Gives `answer` to `viewer` once the events of the chat up to `version` were delivered to `viewer`. If `viewer`
    /// is no member, the answer is given immediately. If `viewer` is a member who is not subscribed yet, an answer that
    /// moves the cursor waits until `viewer` is subscribed and has received a snapshot of the chat. Called on any
    /// thread; this call does not wait.
    public void after(ChatId chatId, ChatVersion version, Viewer viewer, Answer answer) {
        LoopFeeds feeds = loops.of(chatId);
        boolean accepted = feeds.loop().add(chatId, () -> after(feeds, chatId, version, viewer, answer));
        if (!accepted) {
            answer.giveUnsubscribed();
        }
    }

    /// Like [#after], but refuses the answer if the loop is too far behind.
    ///
    /// @return whether the answer was accepted
    public boolean afterIfRoom(ChatId chatId, ChatVersion version, Viewer viewer, Answer answer) {
        LoopFeeds feeds = loops.of(chatId);
        return feeds.loop().offer(chatId, () -> after(feeds, chatId, version, viewer, answer));
    }

    private void after(LoopFeeds feeds, ChatId chatId, ChatVersion version, Viewer viewer, Answer answer) {
        ChatFeed feed = feeds.find(chatId);
        if (feed != null && feed.hasUser(viewer.id())) {
            feed.after(version, answer);
            repair.check(feeds, feed);
        } else if (!answer.movesCursor()) {
            answer.giveUnsubscribed();
        } else {
            // The user is not subscribed: notifications of the chat may have been lost.
            if (feed != null) {
                feed.after(version, answer);
                repair.check(feeds, feed);
            } else {
                feeds.await(chatId, new LoopFeeds.WaitingForFeed(version, answer));
            }
            subscribeMissing(chatId, viewer, () -> {});
        }
    }

    /// Gives an answer after a marks version of a chat was delivered to the answer's user, or immediately if the user
    /// gets no events of the chat. Called on any thread; this call does not wait.
    public void afterMarks(ChatId chatId, MarksVersion version, Answer answer) {
        LoopFeeds feeds = loops.of(chatId);
        boolean accepted = feeds.loop().add(chatId, () -> {
            ChatFeed feed = feeds.find(chatId);
            if (feed != null && feed.hasUser(answer.userId())) {
                feed.marks().after(version, answer);
                repair.check(feeds, feed);
            } else {
                answer.giveUnsubscribed();
            }
        });
        if (!accepted) {
            answer.giveUnsubscribed();
        }
    }

    /// Gives an answer after the chat's event loop has processed everything that was published of the chat so far.
    /// Called on any thread; this call does not wait.
    public void afterPublished(ChatId chatId, Answer answer) {
        boolean accepted = loops.of(chatId).loop().add(chatId, answer::giveUnsubscribed);
        if (!accepted) {
            answer.giveUnsubscribed();
        }
    }
}
