package io.vestnik.broken.application.live.session;

import io.vestnik.broken.application.live.feed.Upward;

/// A connection that depends on a feed.
public record Downward(Upward feed) {
    /// Part of the same class for the rule.
    public record Nested(int number) {}
}
