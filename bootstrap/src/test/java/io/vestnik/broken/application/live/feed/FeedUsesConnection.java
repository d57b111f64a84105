package io.vestnik.broken.application.live.feed;

import io.vestnik.broken.application.live.session.ConnectionUsesFeed;

/// A feed that depends on a connection, which depends on the feed.
public record FeedUsesConnection(ConnectionUsesFeed.Nested connection) {}
