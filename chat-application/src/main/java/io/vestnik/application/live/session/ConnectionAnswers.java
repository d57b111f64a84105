package io.vestnik.application.live.session;

import io.vestnik.application.live.feed.Background;
import io.vestnik.application.live.feed.FeedSubscriptions;
import io.vestnik.application.live.feed.Flushable;
import io.vestnik.application.live.feed.Viewer;

/// Where the answers to the requests of one connection go.
///
/// @param viewer the user
/// @param receiver the connection
/// @param subscriptions passes answers to the feeds
/// @param background runs what follows the stages of the store
/// @param flush has the connection flushed soon
/// @param lostPlace closes the connection: an answer came too late for its place in the order
record ConnectionAnswers(
        Viewer viewer,
        Flushable receiver,
        FeedSubscriptions subscriptions,
        Background background,
        Runnable flush,
        Runnable lostPlace) {}
