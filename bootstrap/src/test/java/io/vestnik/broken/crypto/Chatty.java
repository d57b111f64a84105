package io.vestnik.broken.crypto;

import io.vestnik.broken.wire.Talkative;

/// A lock that knows how people talk.
public record Chatty(Talkative shape) {}
