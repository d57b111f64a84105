package io.vestnik.broken.application.live.session;

import io.vestnik.broken.application.live.feed.FeedUsesConnection;

/// A connection that depends on a feed.
public record ConnectionUsesFeed(FeedUsesConnection feed) {
    /// A nested type, which the rule counts as part of its top-level class.
    public record Nested(int number) {}
}
