package io.vestnik.broken.application.live.feed;

import io.vestnik.broken.application.live.session.Downward;

/// A feed that depends on a connection, which depends on the feed.
public record Upward(Downward.Nested connection) {}
