/// The feeds: each delivers the versions of one chat, in order, to its subscribed users.
///
/// An [EventLoop] is a thread with a queue of tasks. [LoopFeeds] are the feeds that one event loop owns, so a feed
/// needs no lock. A [ChatFeed] delivers version n+1 after n to each [Viewer]. [FeedRepair] reads missed versions from
/// the log, and [FeedSubscriptions] adds and removes subscriptions. An [Answer] to a request waits in a feed until the
/// feed has delivered the answer's version. No class of this package knows connections.
@NullMarked
package io.vestnik.application.live.feed;

import org.jspecify.annotations.NullMarked;
