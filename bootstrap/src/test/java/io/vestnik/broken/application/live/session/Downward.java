package io.vestnik.broken.application.live.session;

import io.vestnik.broken.application.live.feed.Upward;

/// A connection that depends on a feed.
public record Downward(Upward feed) {
    /// A nested type, which the rule counts as part of its top-level class.
    public record Nested(int number) {}
}
