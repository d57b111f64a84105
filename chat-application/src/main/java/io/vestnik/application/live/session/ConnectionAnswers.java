package io.vestnik.application.live.session;

import io.vestnik.application.live.feed.Background;
import io.vestnik.application.live.feed.FeedSubscriptions;
import io.vestnik.application.live.feed.Flushable;
import io.vestnik.application.live.feed.Viewer;

/// What [ConnectionSends] and [ConnectionReads] need to answer the requests of one connection.
///
/// @param viewer the user of the connection
/// @param receiver the connection
/// @param subscriptions passes answers to the feeds
/// @param background runs the tasks that follow a stage of the store
/// @param flush flushes the connection soon
/// @param closeOutOfOrder closes the connection, because the answer to a send came after the event that it should have
///     replaced
record ConnectionAnswers(
        Viewer viewer,
        Flushable receiver,
        FeedSubscriptions subscriptions,
        Background background,
        Runnable flush,
        Runnable closeOutOfOrder) {}
